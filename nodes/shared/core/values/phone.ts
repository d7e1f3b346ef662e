import { Memo } from "../memo"

/** A country prefix alone means "not given" (FACTS.md B8); North American ones have up to four digits. */
const BARE_PREFIX = /^\+[\d\s-]{0,5}$/

/** ITU-T E.164: a country code, which never begins with 0, and at most 15 digits. */
const E164 = /^\+[1-9]\d{6,14}$/

// 350 kB of numbering plans: loaded with the first phone number, not with Node-RED.
let library: typeof import("awesome-phonenumber") | undefined
function numberingPlans(): typeof import("awesome-phonenumber") {
  library ??= require("awesome-phonenumber") as typeof import("awesome-phonenumber")
  return library
}

/**
 * Reads a phone number as E.164.
 *
 * @param countries ISO 3166-1 alpha-2, the likeliest first: where a number without a country prefix may be from
 * @returns the number, null where only a country prefix is given, undefined where it is none
 */
export function readPhone(text: string, countries: readonly (string | null)[]): string | null | undefined {
  if (BARE_PREFIX.test(text)) return null
  return lately.get([text, ...countries].join("\n"), () => findNumber(text, countries))
}

/** One costs as much as all the rest of an event. */
const lately = new Memo<string | undefined>(2000)

function findNumber(text: string, countries: readonly (string | null)[]): string | undefined {
  const international = text.startsWith("00") ? `+${text.slice(2)}` : text
  if (international.startsWith("+")) return parse(international)
  for (const country of countries) {
    const found = country ? (parse(text, country) ?? withForgottenPlus(text, country)) : undefined
    if (found) return found
  }
  return undefined
}

/** "393331234567" from an Italian guest: the prefix is there, only the plus is missing. */
function withForgottenPlus(text: string, country: string): string | undefined {
  const parsed = numberingPlans().parsePhoneNumber(`+${text}`)
  return parsed.valid && parsed.regionCode === country ? parsed.number.e164 : undefined
}

function parse(text: string, country?: string): string | undefined {
  const parsed = numberingPlans().parsePhoneNumber(text, country ? { regionCode: country } : undefined)
  const number = parsed.number?.e164
  // Possible, not only valid: numbering plans grow faster than any copy of them. But then it has to stand by itself.
  if (!number || !parsed.possible || !E164.test(number)) return undefined
  return parsed.valid || numberingPlans().parsePhoneNumber(number).number?.e164 === number
    ? number
    : undefined
}
