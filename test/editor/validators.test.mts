import assert from "node:assert/strict"
import { load } from "./load.mts"

const { isFileBelow, isHeaderName, isTimeZone, unknownPlaceholder, validator, wholeNumber } =
  await load<typeof import("../../nodes/shared/editor/validators.ts")>("validators")

/** A node whose catalogue answers every key with the key and its values. */
const node = {
  id: "1",
  type: "test",
  name: "",
  _def: { defaults: {} },
  _: (key: string, values = {}) => [key, ...Object.values(values)].join(" "),
}

describe("validators of the dialogs", () => {
  it("declare two parameters, without which Node-RED would not show their texts", () => {
    assert.equal(wholeNumber("label.tolerance", 1).length, 2)
    assert.equal(validator(() => undefined).length, 2)
  })

  it("accept whole numbers from the minimum up, as number or text, and name the field otherwise", () => {
    const tolerance = wholeNumber("label.tolerance", 1)
    for (const value of [1, 300, "1", " 300 "]) assert.equal(tolerance.call(node, value, {}), true)
    for (const value of [0, "0", -1, 1.5, "", " ", "5 m", null, "1e400"]) {
      assert.equal(tolerance.call(node, value, {}), "validation.wholeNumber label.tolerance 1", String(value))
    }
  })

  it("find nothing wrong with a node of a version that did not have the setting yet", () => {
    assert.equal(wholeNumber("label.rateLimit", 0).call(node, undefined, {}), true)
  })

  it("say what is wrong in the node's own language, with what it is about", () => {
    const check = validator(() => ({ key: "validation.placeholder", values: { placeholder: "boddy" } }))
    assert.equal(check.call(node, "{boddy}", {}), "validation.placeholder boddy")
  })

  it("see a value without the white space around it", () => {
    assert.equal(
      validator((value) => (value === "a" ? undefined : { key: "no" })).call(node, " a ", {}),
      true,
    )
  })

  it("know a header's name from a header", () => {
    for (const name of ["x-webhook-secret", "HTTP_X_HOTSPOTSYSTEM_HMAC_SHA256"]) assert.ok(isHeaderName(name))
    for (const name of ["", "x secret", "x-secret:", "x-secret: abc", "è"])
      assert.ok(!isHeaderName(name), name)
  })

  it("know the time zones there are; empty is the server's", () => {
    for (const zone of ["", "Europe/Rome", "UTC"]) assert.ok(isTimeZone(zone), zone)
    for (const zone of ["Rome", "Europe/Rom", "CET+1"]) assert.ok(!isTimeZone(zone), zone)
  })

  it("keep a store's file below the user directory, on every system", () => {
    for (const file of ["webhooks.sqlite", "data/webhooks.sqlite", "..a/b"])
      assert.ok(isFileBelow(file), file)
    const outside = ["", "/tmp/a", "../a", "data/../../a", "..\\a", "C:\\a", "c:a", "\\\\server\\a", "data/"]
    for (const file of outside) assert.ok(!isFileBelow(file), file)
  })

  it("find the placeholder that nothing fills", () => {
    assert.equal(unknownPlaceholder("v0:{timestamp}:{body}"), undefined)
    assert.equal(unknownPlaceholder("{id}.{method}.{url}"), undefined)
    assert.equal(unknownPlaceholder("{timestamp}.{boddy}"), "boddy")
    assert.equal(unknownPlaceholder("{}"), "")
  })
})
