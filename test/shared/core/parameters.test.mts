import assert from "node:assert/strict"
import fc from "fast-check"
import { canonicalParameters, parametersFrom, withoutNames } from "../../../dist/shared/core/parameters.js"

const names = fc
  .oneof(fc.string(), fc.constantFrom("toString", "hasOwnProperty", "1", "10", "9"))
  .filter((name) => !["__proto__", "constructor", "prototype"].includes(name))
const entries = fc.uniqueArray(fc.tuple(names, fc.string()), { selector: ([name]) => name })

describe("parameters", () => {
  it("keep every name and value, also names that objects know", () => {
    fc.assert(
      fc.property(entries, (pairs) => {
        const parameters = parametersFrom(pairs)
        for (const [name, value] of pairs) {
          assert.ok(Object.hasOwn(parameters, name))
          assert.equal(Object.getOwnPropertyDescriptor(parameters, name)?.value, value)
        }
        assert.equal(Object.keys(parameters).length, pairs.length)
      }),
    )
  })

  it("never carry a name that could change a prototype", () => {
    const parameters = parametersFrom(new URLSearchParams("__proto__=1&constructor=2&prototype=3&a=4"))
    assert.deepEqual(parameters, { a: "4" })
  })

  it("hold the last value of a name that was sent twice, as in PHP", () => {
    assert.deepEqual(
      parametersFrom([
        ["a", "1"],
        ["b", "2"],
        ["a", "3"],
      ]),
      { a: "3", b: "2" },
    )
  })

  it("have one canonical text in whatever order they came", () => {
    const shuffled = entries.chain((pairs) =>
      fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })),
    )
    fc.assert(
      fc.property(shuffled, ([pairs, others]) => {
        assert.equal(canonicalParameters(parametersFrom(pairs)), canonicalParameters(parametersFrom(others)))
      }),
    )
  })

  it("have another canonical text where a name or a value differs", () => {
    fc.assert(
      fc.property(entries, entries, (pairs, others) => {
        const [one, other] = [parametersFrom(pairs), parametersFrom(others)]
        const same = JSON.stringify([...pairs].sort()) === JSON.stringify([...others].sort())
        assert.equal(canonicalParameters(one) === canonicalParameters(other), same)
      }),
    )
  })

  it("lose a secret's name in whatever case it came, and nothing else", () => {
    const parameters = { secrettoken: "a", SecretToken: "b", secrettokens: "c", token: "d" }
    assert.deepEqual(withoutNames(parameters, ["secrettoken"]), { secrettokens: "c", token: "d" })
    assert.deepEqual(withoutNames(parameters, []), parameters)
  })
})
