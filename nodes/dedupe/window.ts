import { section } from "../shared/core/objects"
import { readInstant } from "../shared/core/values/time"
import { type Settings, UNIT_MILLISECONDS } from "./schema"

/** Milliseconds that a day's key outlives the day: events may arrive days late (FACTS.md P3). */
const DAY_MEMORY = 8 * UNIT_MILLISECONDS.d

/** When a message counts: by the event's own clock or by its arrival, in milliseconds since 1970. */
export type Moment = { time: number; arrival: number; eventTime: number | null }

export function momentOf(payload: unknown, clock: Settings["clock"], now: number): Moment {
  const event = section(payload)
  const arrival = instantOf(event.receivedAt) ?? now
  const eventTime = instantOf(event.time) ?? null
  return { time: clock === "event" ? (eventTime ?? arrival) : arrival, arrival, eventTime }
}

function instantOf(value: unknown): number | undefined {
  return typeof value === "string" ? readInstant(value) : undefined
}

/** @param lateAfter seconds, 0 is never */
export function isLate({ arrival, eventTime }: Moment, lateAfter: number): boolean {
  return lateAfter > 0 && eventTime !== null && arrival - eventTime > lateAfter * 1000
}

/**
 * How far a claim reaches: `part` belongs to the key, `window` and `expires` (milliseconds) to the claim. By the
 * event's clock a window reaches both ways, since events come out of order.
 */
export type Reach = { part: string; window: number; expires: number }

/** Prepares the window that a node's settings describe. */
export function createWindow(settings: Settings): (moment: Moment) => Reach {
  if (settings.window === "forever") {
    return () => ({ part: "", window: Number.POSITIVE_INFINITY, expires: Number.POSITIVE_INFINITY })
  }
  if (settings.window === "rolling") {
    const window = settings.amount * UNIT_MILLISECONDS[settings.unit]
    return ({ time, arrival }) => ({
      part: "",
      window,
      expires: Math.max(time, arrival) + window + DAY_MEMORY,
    })
  }
  // Swedish writes a date as ISO 8601 does.
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: settings.timezone || undefined })
  return ({ time, arrival }) => ({
    part: day.format(time),
    window: Number.POSITIVE_INFINITY,
    expires: Math.max(time, arrival) + DAY_MEMORY,
  })
}
