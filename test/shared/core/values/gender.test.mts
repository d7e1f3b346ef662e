import assert from "node:assert/strict"
import { readGender } from "../../../../dist/shared/core/values/gender.js"

describe("a gender", () => {
  const read = {
    male: ["male", "Male", "M", "m", "man", "1"],
    female: ["female", "FEMALE", "F", "woman", "2"],
    other: ["other", "X", "non-binary", "diverse"],
  }
  for (const [expected, words] of Object.entries(read)) {
    for (const word of words)
      it(`reads ${word} as ${expected}`, () => assert.equal(readGender(word), expected))
  }

  for (const word of ["unknown", "prefer not to say", "0", "9"]) {
    it(`is "not said" in ${word}`, () => assert.equal(readGender(word), null))
  }

  for (const word of ["blue", "malefemale", "3", "constructor"]) {
    it(`is not ${word}`, () => assert.equal(readGender(word), undefined))
  }
})
