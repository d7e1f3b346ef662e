import assert from "node:assert/strict"
import { load } from "./load.mts"

const { isNeeded } = await load<typeof import("../../nodes/shared/editor/row-condition.ts")>("row-condition")

function shown(when: string, fields: Record<string, string>): boolean {
  return isNeeded(when, (field) => fields[field] ?? "")
}

describe("rows of a dialog", () => {
  it("are shown for any of a field's values", () => {
    assert.ok(shown("window=day,rolling", { window: "rolling" }))
    assert.ok(!shown("window=day,rolling", { window: "forever" }))
  })

  it("are shown only where all conditions hold", () => {
    assert.ok(shown("preset=custom method=hmac", { preset: "custom", method: "hmac" }))
    assert.ok(!shown("preset=custom method=hmac", { preset: "custom", method: "token" }))
    assert.ok(!shown("preset=custom method=hmac", { preset: "github", method: "hmac" }))
  })

  it("are shown where either of two wishes holds", () => {
    const when = "preset=custom method=hmac | preset=stripe"
    assert.ok(shown(when, { preset: "stripe", method: "token" }))
    assert.ok(shown(when, { preset: "custom", method: "hmac" }))
    assert.ok(!shown(when, { preset: "github", method: "hmac" }))
  })
})
