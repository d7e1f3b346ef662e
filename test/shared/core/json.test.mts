// JSON as the vendors print it: BT's sample has line breaks inside its strings (FACTS.md P6).
import assert from "node:assert/strict"
import fc from "fast-check"
import { WebhookError } from "../../../dist/shared/core/errors.js"
import { parseJson } from "../../../dist/shared/core/json.js"
import { isObject, list, section } from "../../../dist/shared/core/objects.js"
import { DEFAULT_LIMITS } from "../../../dist/shared/core/operator-settings.js"
import { jsonValues } from "./json-values.mts"

const isInvalid = (error: unknown) => error instanceof WebhookError && error.code === "invalid-json"

describe("parsing JSON", () => {
  const safeValues = jsonValues.filter(
    (value) => !/"(__proto__|constructor|prototype)":/.test(JSON.stringify(value)),
  )

  it("gives what JSON says", () => {
    fc.assert(fc.property(safeValues, (value) => assert.deepEqual(parseJson(JSON.stringify(value)), value)))
    fc.assert(
      fc.property(safeValues, (value) => assert.deepEqual(parseJson(JSON.stringify(value, null, 2)), value)),
    )
  })

  for (const [name, lineBreak] of Object.entries({ LF: "\n", CRLF: "\r\n" })) {
    it(`reads a line break (${name}) within a string as the space it stands for`, () => {
      const text = `{${lineBreak}"user${lineBreak}Agent": "Mozilla/5.0${lineBreak}(Linux)"${lineBreak}}`
      assert.deepEqual(parseJson(text), { "user Agent": "Mozilla/5.0 (Linux)" })
    })
  }

  for (const text of [
    "",
    "{",
    '{"a":1,}',
    "{'a':1}",
    '{"a":"\n',
    "undefined",
    "NaN",
    "a=1&b=2",
    '{"a":1}{"b":2}',
    '{"a":"\t"}',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => parseJson(text), isInvalid))
  }

  it("refuses what is not JSON with the one error that a sender is answered", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseJson(text)
        } catch (error) {
          assert.ok(isInvalid(error))
        }
      }),
    )
  })
})

describe("JSON that no vendor sends", () => {
  const refusedAs = (reason: string) => (error: unknown) =>
    error instanceof WebhookError && error.code === "invalid-json" && error.reason === reason

  it("may nest as deep as is allowed, and no deeper", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth)
    parseJson(nested(64))
    for (const depth of [65, 5000, 100_000])
      assert.throws(() => parseJson(nested(depth)), refusedAs("json-too-deep"))
    assert.throws(() => parseJson(nested(3), { ...DEFAULT_LIMITS, jsonDepth: 2 }), refusedAs("json-too-deep"))
  })

  it("may have as many names and items as are allowed, wherever they are", () => {
    const items = (count: number) => JSON.stringify({ a: Array(count).fill(0) })
    parseJson(items(9_999))
    assert.throws(() => parseJson(items(10_000)), refusedAs("json-too-many-keys"))
    const names = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`n${index}`, 0]))
    assert.throws(() => parseJson(JSON.stringify(names)), refusedAs("json-too-many-keys"))
  })

  it("carries no name that could change a prototype, at whatever depth", () => {
    const text = '{"__proto__":{"x":1},"a":[{"constructor":{"prototype":1},"b":2}],"prototype":3}'
    const value = parseJson(text)
    assert.deepEqual(value, { a: [{ b: 2 }] })
    assert.equal(JSON.stringify(value), '{"a":[{"b":2}]}')
  })
})

describe("parts of a body", () => {
  it("are an object, or an empty one", () => {
    assert.deepEqual(section({ a: 1 }), { a: 1 })
    for (const value of [undefined, null, "", 0, [], ["a"], "text"]) assert.deepEqual(section(value), {})
  })

  it("are a list, or an empty one", () => {
    assert.deepEqual(list([1]), [1])
    for (const value of [undefined, null, "", {}, { length: 2 }, "text"]) assert.deepEqual(list(value), [])
  })

  it("tell objects from lists and null", () => {
    assert.equal(isObject({}), true)
    for (const value of [null, [], "x", 1, undefined]) assert.equal(isObject(value), false)
  })
})
