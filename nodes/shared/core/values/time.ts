const ISO_LIKE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i
const UNIX = /^\d{1,15}(?:\.\d{1,9})?$/

/** From here on a Unix time is read as milliseconds: as seconds it would lie beyond the year 5000. */
const FIRST_MILLISECONDS = 1e11
const END_OF_YEAR_9999 = Date.UTC(10000, 0, 1)

/**
 * Reads a point in time as the vendors write it: Unix seconds or milliseconds, ISO 8601 with or without a
 * colon in the offset (FACTS.md P7), or `YYYY-MM-DD HH:MM:SS`; without a zone it is UTC (FACTS.md B5, Q3).
 *
 * @returns milliseconds since 1970, or undefined where the text says no time
 */
export function readInstant(text: string): number | undefined {
  const time = UNIX.test(text) ? fromUnix(Number(text)) : fromIsoLike(text)
  return time !== undefined && time > 0 && time < END_OF_YEAR_9999 ? time : undefined
}

/** Reads a calendar day, also from the front of a date with a time, as `YYYY-MM-DD`. */
export function readDay(text: string): string | undefined {
  return fromIsoLike(text) === undefined ? undefined : text.slice(0, 10)
}

/** ISO 8601 in UTC with milliseconds, the one form in which events carry times. */
export function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

function fromUnix(value: number): number {
  return Math.floor(value < FIRST_MILLISECONDS ? value * 1000 : value)
}

function fromIsoLike(text: string): number | undefined {
  const match = ISO_LIKE.exec(text)
  if (!match) return undefined
  const [, year = "", month = "", day = "", hour = "00", minute = "00", second = "00"] = match
  // Date.parse rolls 30 February over into March instead of refusing it.
  if (new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day))
    return undefined
  const milliseconds = (match[7] ?? "").padEnd(3, "0").slice(0, 3)
  const time = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${canonicalOffset(match[8])}`,
  )
  return Number.isNaN(time) ? undefined : time
}

function canonicalOffset(offset = "Z"): string {
  if (offset.toUpperCase() === "Z") return "Z"
  const minutes = offset.length > 3 ? offset.slice(-2) : "00"
  return `${offset.slice(0, 3)}:${minutes}`
}
