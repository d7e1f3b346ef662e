import { Memo } from "../memo"

/** Codes that CLDR names although ISO 3166-1 does not assign them to a country. */
const NOT_COUNTRIES = new Set([
  "AC",
  "CP",
  "CQ",
  "DG",
  "EA",
  "EU",
  "EZ",
  "IC",
  "QO",
  "TA",
  "UN",
  "XA",
  "XB",
  "XK",
  "ZZ",
])

/** Languages in which vendors may spell names out: those of their portals. */
const NAME_LANGUAGES = ["en", "it", "de", "fr", "es"]

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"]
const TWO_LETTER_CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))

type Kind = "region" | "language"

// Made with the first code, not with Node-RED: it was a tenth of what loading these nodes takes.
const english: Partial<Record<Kind, Intl.DisplayNames>> = {}

function isKnown(kind: Kind, code: string): boolean {
  english[kind] ??= displayNames("en", kind)
  return english[kind].of(code) !== undefined
}

function displayNames(language: string, kind: Kind): Intl.DisplayNames {
  return new Intl.DisplayNames(language, { type: kind, fallback: "none" })
}

const codesByName: Partial<Record<Kind, Map<string, string>>> = {}

const countries = new Memo<string | undefined>(1000)
const languages = new Memo<string | undefined>(1000)

/** Reads a country as ISO 3166-1 alpha-2, from its code or its name. */
export function readCountry(text: string): string | undefined {
  return countries.get(text, () => findCountry(text))
}

function findCountry(text: string): string | undefined {
  const code = /^[a-z]{2}$/i.test(text) ? canonicalCountry(text) : codeNamed("region", text)
  return code && !NOT_COUNTRIES.has(code) && isKnown("region", code) ? code : undefined
}

/** Reads a language tag as canonical BCP 47 (RFC 5646), from a tag, `it_IT`, or the language's name. */
export function readLanguage(text: string): string | undefined {
  return languages.get(text, () => findLanguage(text))
}

function findLanguage(text: string): string | undefined {
  const tag = /^[a-z]{2,3}([-_][a-z0-9]{1,8})*$/i.test(text)
    ? canonicalTag(text.replaceAll("_", "-"))
    : undefined
  return tag ?? codeNamed("language", text)
}

/** UK is GB, as CLDR's aliases have it. */
function canonicalCountry(code: string): string | undefined {
  return new Intl.Locale(`und-${code}`).region
}

function canonicalTag(tag: string): string | undefined {
  try {
    const locale = new Intl.Locale(tag)
    return isKnown("language", locale.language) ? locale.toString() : undefined
  } catch {
    return undefined // well-formed by the pattern above, but for example with a subtag twice
  }
}

function codeNamed(kind: Kind, name: string): string | undefined {
  codesByName[kind] ??= readNames(kind)
  return codesByName[kind].get(name.toLowerCase())
}

/** The codes in use by their names: CLDR also names withdrawn ones, such as DD, whose aliases lead on from them. */
function readNames(kind: Kind): Map<string, string> {
  const codes = new Map<string, string>()
  const canonical = kind === "region" ? canonicalCountry : canonicalTag
  for (const names of NAME_LANGUAGES.map((language) => displayNames(language, kind))) {
    for (const code of TWO_LETTER_CODES) {
      const name = names.of(kind === "region" ? code.toUpperCase() : code)?.toLowerCase()
      const current = canonical(code)
      if (name && current && !codes.has(name)) codes.set(name, current)
    }
  }
  return codes
}
