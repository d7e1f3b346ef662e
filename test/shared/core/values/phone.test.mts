// Phone numbers as E.164, from what guests type.
import assert from "node:assert/strict"
import fc from "fast-check"
import { readPhone } from "../../../../dist/shared/core/values/phone.js"

const COUNTRIES = [
  "IT",
  "GB",
  "US",
  "DE",
  "FR",
  "ES",
  "AR",
  "IN",
  "BR",
  "CH",
  "NU",
  "SH",
  "TK",
  "AC",
  "SM",
  "VA",
]

describe("a phone number", () => {
  const read: [text: string, countries: (string | null)[], expected: string, why: string][] = [
    ["+14156234284", [], "+14156234284", "with its country prefix"],
    ["+1 (415) 623-4284", [], "+14156234284", "with punctuation"],
    ["0039 333 123 4567", [], "+393331234567", "with 00 for the plus"],
    ["333 123 4567", ["IT"], "+393331234567", "of the guest's country"],
    ["06 6982", [null, "IT"], "+39066982", "of the venue's country, where the guest's is not known"],
    ["07700 900123", ["GB", "IT"], "+447700900123", "of the guest's country before the venue's"],
    ["393331234567", ["IT"], "+393331234567", "with a forgotten plus"],
    ["+44 7700 900123", ["IT"], "+447700900123", "of another country than the hint"],
  ]
  for (const [text, countries, expected, why] of read) {
    it(`reads ${text}, ${why}`, () => assert.equal(readPhone(text, countries), expected))
  }

  for (const text of ["+54", "+", "+1", "+1-242", "+39 "]) {
    it(`is "not given" in ${JSON.stringify(text)}, a country prefix alone (FACTS.md B8)`, () => {
      assert.equal(readPhone(text, ["IT"]), null)
    })
  }

  const none: [text: string, countries: (string | null)[]][] = [
    ["333 123 4567", []],
    ["333 123 4567", [null, null]],
    ["333 123 4567", ["ZZ"]],
    ["call me", ["IT"]],
    ["+39 333", []],
    ["+393331234567,+393331234568", []],
    ["+393331234567890123456", []],
    ["12", ["IT"]],
    ["01", ["DE"]],
    ["+980000", []],
    ["ana@example.com", ["IT"]],
  ]
  for (const [text, countries] of none) {
    it(`is not in ${JSON.stringify(text)} with ${JSON.stringify(countries)} as hints`, () => {
      assert.equal(readPhone(text, countries), undefined)
    })
  }

  const typed = fc.oneof(
    fc.stringMatching(/^\+?[0-9]{1,15}$/),
    fc.stringMatching(/^(00|\+|0)?[0-9]{1,4}[ ()./-][0-9]{2,4}[ -][0-9]{2,5}$/),
  )
  const hints = fc.array(fc.constantFrom(null, ...COUNTRIES), { maxLength: 2 })

  it("is E.164, whatever was typed", () => {
    fc.assert(
      fc.property(typed, hints, (text, countries) => {
        const number = readPhone(text, countries)
        if (number) assert.match(number, /^\+[1-9]\d{6,14}$/)
      }),
      { numRuns: 1000 },
    )
  })

  it("reads the same when it is read again, whatever the hints", () => {
    fc.assert(
      fc.property(typed, hints, hints, (text, countries, others) => {
        const number = readPhone(text, countries)
        if (number) assert.equal(readPhone(number, others), number)
      }),
      { numRuns: 1000 },
    )
  })
})
