import type { Guest, Warning } from "./event"
import { readEmail } from "./values/email"
import { readGender } from "./values/gender"
import { readMac } from "./values/mac"
import { readBoolean, readCount, readNumber, readNumberWithin } from "./values/number"
import { readPhone } from "./values/phone"
import { readCountry, readLanguage } from "./values/region"
import { readDay, readInstant, toIso } from "./values/time"

/** undefined: the text says nothing of the kind; null: it says "not given". */
type ReadText<Value> = (text: string) => Value | null | undefined

/**
 * Reads a vendor's untrusted values into the leaves of an event. Strings are trimmed, `""` is null. A value
 * that is there but cannot be read becomes null and a warning; it never rejects the event.
 *
 * `field` is the path of the event's leaf, as it appears in the warning.
 */
export class Reader {
  readonly warnings: Warning[] = []
  /** What was read last: in many events one time stands for several leaves, and reading it is a quarter of reading them all. */
  #instant = { text: "", iso: "" }

  text(field: string, value: unknown): string | null {
    return this.#read(field, value, "not-text", (text) => text)
  }

  email(field: string, value: unknown): string | null {
    return this.#read(field, value, "not-an-email", readEmail)
  }

  /** @param countries where a number without a country prefix may be from, the likeliest first */
  phone(field: string, value: unknown, ...countries: (string | null)[]): string | null {
    return this.#read(field, value, "not-a-phone", (text) => readPhone(text, countries))
  }

  country(field: string, value: unknown): string | null {
    return this.#read(field, value, "not-a-country", readCountry)
  }

  language(field: string, value: unknown): string | null {
    return this.#read(field, value, "not-a-language", readLanguage)
  }

  gender(field: string, value: unknown): Guest["gender"] {
    return this.#read(field, value, "not-a-gender", readGender)
  }

  mac(field: string, value: unknown): string | null {
    return this.#read(field, value, "not-a-mac", readMac)
  }

  /** A calendar day, `YYYY-MM-DD`. */
  day(field: string, value: unknown): string | null {
    return this.#read(field, value, "not-a-date", readDay)
  }

  /** A point in time, ISO 8601 UTC with milliseconds. */
  instant(field: string, value: unknown): string | null {
    return this.#read(field, value, "not-a-time", (text) => {
      if (text === this.#instant.text) return this.#instant.iso
      const time = readInstant(text)
      if (time === undefined) return undefined
      this.#instant = { text, iso: toIso(time) }
      return this.#instant.iso
    })
  }

  /** A point in time, or the calendar day where no time of day is given. */
  instantOrDay(field: string, value: unknown): string | null {
    const isDay = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value.trim())
    return isDay ? this.day(field, value) : this.instant(field, value)
  }

  number(field: string, value: unknown): number | null {
    return this.#read(field, value, "not-a-number", readNumber)
  }

  count(field: string, value: unknown): number | null {
    return this.#read(field, value, "not-a-count", readCount)
  }

  latitude(field: string, value: unknown): number | null {
    return this.#read(field, value, "not-a-latitude", (text) => readNumberWithin(text, 90))
  }

  longitude(field: string, value: unknown): number | null {
    return this.#read(field, value, "not-a-longitude", (text) => readNumberWithin(text, 180))
  }

  boolean(field: string, value: unknown): boolean | null {
    return this.#read(field, value, "not-a-boolean", readBoolean)
  }

  warn(field: string, reason: string): void {
    this.warnings.push({ field, reason })
  }

  #read<Value>(field: string, value: unknown, reason: string, read: ReadText<Value>): Value | null {
    if (value === null || value === undefined) return null
    const text = scalarText(value)
    if (text === "") return null
    const found = text === undefined ? undefined : read(text)
    if (found === undefined) this.warn(field, reason)
    return found ?? null
  }
}

/** Strings, numbers and booleans stand for each other in the vendors' bodies (FACTS.md B5); nothing else does. */
function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return storable(value).trim()
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined
}

/** NUL goes, half a surrogate pair becomes U+FFFD: databases refuse either, and with it the whole event. */
function storable(text: string): string {
  return (text.includes("\0") ? text.replaceAll("\0", "") : text).toWellFormed()
}

/** First and last name as one; null where neither is known. */
export function composeName(firstName: string | null, lastName: string | null): string | null {
  return [firstName, lastName].filter((part) => part !== null).join(" ") || null
}
