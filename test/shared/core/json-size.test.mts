// JSON measured in its text is as deep and as large as it turns out when it is parsed.
import assert from "node:assert/strict"
import fc from "fast-check"
import { exceeds } from "../../../dist/shared/core/json-size.js"
import { jsonValues } from "./json-values.mts"

function sizeOf(value: unknown): { depth: number; keys: number } {
  if (typeof value !== "object" || value === null) return { depth: 0, keys: 0 }
  const parts = Object.values(value).map(sizeOf)
  return {
    depth: 1 + Math.max(0, ...parts.map(({ depth }) => depth)),
    keys: parts.length + parts.reduce((sum, { keys }) => sum + keys, 0),
  }
}

/** With limits just below its size, a value exceeds them; with its size, it does not. */
function assertMeasured(text: string): void {
  const { depth, keys } = sizeOf(JSON.parse(text))
  assert.equal(exceeds(text, { depth, keys }), null, text)
  if (depth > 0) assert.equal(exceeds(text, { depth: depth - 1, keys }), "depth", text)
  if (keys > 0) assert.equal(exceeds(text, { depth, keys: keys - 1 }), "keys", text)
}

describe("the size of JSON", () => {
  it("is that of the value it stands for, however it is written", () => {
    fc.assert(
      fc.property(jsonValues, fc.constantFrom(undefined, 1, "\r\n\t"), (value, space) =>
        assertMeasured(JSON.stringify(value, null, space)),
      ),
      { numRuns: 500 },
    )
  })

  it("counts nothing that is within a string", () => {
    for (const text of ['"[{,,,}"', '"\\"[[[["', '"\\\\"', '{"a,b[":"]},\\\\\\",["}', '{"a":[[],{},""]}'])
      assertMeasured(text)
  })

  it("is told of what is no JSON, too", () => {
    assert.equal(exceeds("[".repeat(1000), { depth: 3, keys: 9 }), "depth")
    assert.equal(exceeds(`[${"0,".repeat(1000)}`, { depth: 3, keys: 9 }), "keys")
    assert.equal(exceeds(`["${"\\".repeat(1001)}`, { depth: 3, keys: 9 }), null)
  })
})
