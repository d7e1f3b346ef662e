// Numbers and yes or no, as strings or as what they are (FACTS.md B5, P6).
import assert from "node:assert/strict"
import fc from "fast-check"
import {
  readBoolean,
  readCount,
  readNumber,
  readNumberWithin,
} from "../../../../dist/shared/core/values/number.js"

describe("a number", () => {
  const read = {
    "5": 5,
    "-2.0999813": -2.0999813,
    "-2 .0999813": -2.0999813,
    "+1.5": 1.5,
    "0": 0,
    "007": 7,
    "4.90": 4.9,
  }
  for (const [text, expected] of Object.entries(read)) {
    it(`reads ${JSON.stringify(text)}`, () => assert.equal(readNumber(text), expected))
  }

  for (const text of [
    "",
    "-",
    ".",
    "1.",
    ".5",
    "1,5",
    "1e5",
    "0x10",
    "Infinity",
    "NaN",
    "12 EUR",
    "1.2.3",
    "9".repeat(16),
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(readNumber(text), undefined))
  }

  it("reads back from any decimal of the size that vendors send", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.nat({ max: 6 }), (digits, decimals) => {
        const text = (digits / 10 ** decimals).toFixed(decimals)
        assert.equal(readNumber(text), Number(text))
      }),
    )
  })
})

describe("a count", () => {
  it("is whole and not negative", () => {
    assert.equal(readCount("2"), 2)
    assert.equal(readCount("0"), 0)
    for (const text of ["-1", "1.5", "many", "9".repeat(16)]) assert.equal(readCount(text), undefined)
  })
})

describe("a coordinate", () => {
  it("is within its range", () => {
    assert.equal(readNumberWithin("90", 90), 90)
    assert.equal(readNumberWithin("-180", 180), -180)
    assert.equal(readNumberWithin("90.0000001", 90), undefined)
    assert.equal(readNumberWithin("-181", 180), undefined)
  })
})

describe("a yes or no", () => {
  for (const word of ["true", "TRUE", "1", "yes", "on", "y"]) {
    it(`is yes in ${word}`, () => assert.equal(readBoolean(word), true))
  }
  for (const word of ["false", "False", "0", "no", "off", "n"]) {
    it(`is no in ${word}`, () => assert.equal(readBoolean(word), false))
  }
  for (const word of ["", "2", "maybe", "null"]) {
    it(`is neither in ${JSON.stringify(word)}`, () => assert.equal(readBoolean(word), undefined))
  }
})
