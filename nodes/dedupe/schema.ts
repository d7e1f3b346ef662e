import { z } from "zod"
import { choice, optionalText, wholeNumber } from "../shared/core/settings"

export const UNIT_MILLISECONDS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function isTimezone(timezone: string): boolean {
  try {
    return timezone === "" || new Intl.DateTimeFormat("en", { timeZone: timezone }) !== undefined
  } catch {
    return false
  }
}

/** The node's properties. `lateAfter` is in seconds, 0 is never; an empty `timezone` is the server's. */
export const settings = z.object({
  name: optionalText,
  key: choice(["guest", "event", "guest+venue", "guest+type", "device", "property", "jsonata"]),
  property: optionalText.transform((property) => property || "payload.id"),
  expression: optionalText,
  window: choice(["day", "rolling", "forever"]),
  amount: wholeNumber(1, 1),
  unit: choice(["d", "s", "m", "h"]),
  timezone: optionalText.refine(isTimezone, { error: "timezone-invalid" }),
  clock: choice(["event", "arrival"]),
  lateAfter: wholeNumber(0, 0),
  commit: choice(["pass", "complete"]),
  missing: choice(["pass", "drop", "error"]),
  store: optionalText,
})

export type Settings = z.infer<typeof settings>
