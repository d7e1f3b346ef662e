import assert from "node:assert/strict"
import { load } from "./load.mts"

const { credentialOf, isIncomplete, knownKeys } =
  await load<typeof import("../../nodes/shared/editor/row-keys.ts")>("row-keys")
const { STORED, withoutMarker } =
  await load<typeof import("../../nodes/shared/editor/stored-secret.ts")>("stored-secret")

describe("secrets in the dialogs", () => {
  it("keep the marker of a stored secret whole, and never as part of a new one", () => {
    assert.equal(withoutMarker(STORED), STORED)
    assert.equal(withoutMarker(`${STORED}\nnew`), "\nnew")
    assert.equal(withoutMarker("old\nnew"), "old\nnew")
  })

  it("keep the stored API keys while none is entered, whatever rows come and go", () => {
    assert.equal(credentialOf([{ id: "a", key: "" }], STORED), STORED)
    assert.equal(credentialOf([], STORED), STORED)
    assert.equal(credentialOf([{ id: "a", key: " " }], ""), "")
  })

  it("replace them by the keys that are entered, under their rows' ids", () => {
    const rows = [
      { id: "a", key: " one\ntwo " },
      { id: "b", key: "" },
    ]
    assert.deepEqual(JSON.parse(credentialOf(rows, STORED)), { a: "one\ntwo" })
  })

  it("say so when some of the rows would be left without a key", () => {
    assert.ok(
      isIncomplete([
        { id: "a", key: "one" },
        { id: "b", key: "" },
      ]),
    )
    assert.ok(
      !isIncomplete([
        { id: "a", key: "" },
        { id: "b", key: "" },
      ]),
    )
    assert.ok(
      !isIncomplete([
        { id: "a", key: "one" },
        { id: "b", key: "two" },
      ]),
    )
  })

  it("show again the keys that were entered since the last deploy, and no others", () => {
    assert.deepEqual(knownKeys('{"a":"one"}'), { a: "one" })
    for (const credential of ["", STORED, "not JSON", '"text"', "null"]) {
      assert.deepEqual(knownKeys(credential), {}, credential)
    }
  })
})
