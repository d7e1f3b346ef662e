// Countries as ISO 3166-1 alpha-2 and languages as BCP 47, from codes and names.
import assert from "node:assert/strict"
import fc from "fast-check"
import { readCountry, readLanguage } from "../../../../dist/shared/core/values/region.js"

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
const TWO_LETTER_CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
const COUNTRIES = TWO_LETTER_CODES.filter((code) => readCountry(code) === code)
const NAME_LANGUAGES = ["en", "it", "de", "fr", "es"]

describe("a country", () => {
  const read = {
    IT: "IT",
    it: "IT",
    UK: "GB",
    uk: "GB",
    Italy: "IT",
    Italia: "IT",
    ITALIE: "IT",
    Italien: "IT",
    Deutschland: "DE",
    "United Kingdom": "GB",
    "united states": "US",
    España: "ES",
  }
  for (const [text, expected] of Object.entries(read)) {
    it(`reads ${text} as ${expected}`, () => assert.equal(readCountry(text), expected))
  }

  for (const text of ["ZZ", "XX", "EU", "UN", "XK", "EA", "Atlantis", "I", "", "39", "I T"]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(readCountry(text), undefined))
  }

  it("is one of the 249 that ISO 3166-1 assigns", () => {
    const codes = new Set(TWO_LETTER_CODES.map(readCountry).filter((code) => code !== undefined))
    assert.equal(codes.size, 249)
  })

  it("reads the same when it is read again", () => {
    for (const code of TWO_LETTER_CODES) {
      const country = readCountry(code)
      if (country !== undefined) assert.equal(readCountry(country), country)
    }
  })

  for (const language of NAME_LANGUAGES) {
    it(`reads every country's name as ${language} spells it`, () => {
      const names = new Intl.DisplayNames(language, { type: "region" })
      const misread = COUNTRIES.filter((code) => readCountry(names.of(code) ?? "") !== code)
      assert.deepEqual(misread, [])
    })
  }
})

describe("a language", () => {
  const read = {
    en: "en",
    EN: "en",
    it_IT: "it-IT",
    "it-it": "it-IT",
    "zh-hant-tw": "zh-Hant-TW",
    "en-GB": "en-GB",
    iw: "he",
    Italian: "it",
    italiano: "it",
    Deutsch: "de",
    french: "fr",
  }
  for (const [text, expected] of Object.entries(read)) {
    it(`reads ${text} as ${expected}`, () => assert.equal(readLanguage(text), expected))
  }

  for (const text of ["xx", "qq", "e", "", "no such language", "en--GB", "en-GB-GB-oxendict-oxendict", "1"]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(readLanguage(text), undefined))
  }

  it("is not an outdated code, where the name has a newer one", () => {
    assert.equal(readLanguage("Yiddish"), "yi")
    assert.equal(readLanguage("Indonesian"), "id")
  })

  it("is a canonical tag, whatever was written", () => {
    const tags = fc.stringMatching(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,3}$/)
    fc.assert(
      fc.property(tags, (text) => {
        const language = readLanguage(text)
        if (language === undefined) return
        assert.deepEqual(Intl.getCanonicalLocales(language), [language])
        assert.equal(readLanguage(language), language)
      }),
      { numRuns: 1000 },
    )
  })
})
