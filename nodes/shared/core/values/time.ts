const ISO_LIKE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?\s?(?:Z|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?)?$/i
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

/** Under load many events come within the same millisecond. */
let latest = { milliseconds: 0, iso: new Date(0).toISOString() }

/** ISO 8601 in UTC with milliseconds, the one form in which events carry times. */
export function toIso(milliseconds: number): string {
  if (milliseconds !== latest.milliseconds)
    latest = { milliseconds, iso: new Date(milliseconds).toISOString() }
  return latest.iso
}

function fromUnix(value: number): number {
  return Math.floor(value < FIRST_MILLISECONDS ? value * 1000 : value)
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

function fromIsoLike(text: string): number | undefined {
  const match = ISO_LIKE.exec(text)
  if (!match) return undefined
  const [
    ,
    year,
    month,
    day,
    hour = 0,
    minute = 0,
    second = 0,
    fraction,
    sign,
    offsetHours = 0,
    offsetMinutes = 0,
  ] = match
  const midnight = midnightOf(Number(year), Number(month) - 1, Number(day))
  const time = timeOfDay(Number(hour), Number(minute), Number(second)) + millisecondsOf(fraction)
  if (midnight === undefined || time > DAY) return undefined // 24:00 is the end of the day (ISO 8601-1)
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * MINUTE
  return midnight + time - (sign === "-" ? -offset : offset)
}

/** @param month from 0 on */
function midnightOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0)
  const midnight = date.setUTCFullYear(year, month, day)
  // It rolls 30 February over into March instead of refusing it.
  return date.getUTCMonth() === month && date.getUTCDate() === day ? midnight : undefined
}

function timeOfDay(hour: number, minute: number, second: number): number {
  return (hour * 60 + minute) * MINUTE + second * 1000
}

/** What is finer is left out. */
function millisecondsOf(fraction = ""): number {
  return fraction === "" ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"))
}
