import { isObject, type JsonObject, section } from "../shared/core/objects"
import type { Settings } from "./schema"

export type KeyKind = Settings["key"]

/** The parts that tell one thing from another, or null where the message has none: no key is never a shared one. */
export type KeyParts = readonly unknown[] | null

/** The key of a message's event, for the kinds that need nothing but the event. */
export function keyOfEvent(kind: Exclude<KeyKind, "property" | "jsonata">, payload: unknown): KeyParts {
  const event = section(payload)
  switch (kind) {
    case "event":
      return partsOf(event.id)
    case "guest":
      return guestOf(event)
    case "guest+venue":
      return withParts(guestOf(event), section(event.venue).id)
    case "guest+type":
      return withParts(guestOf(event), event.type)
    case "device":
      return partsOf(section(event.device).mac)
  }
}

/** The e-mail, else the phone, else the vendor's own id of the guest, which means nothing without its source. */
function guestOf(event: JsonObject): KeyParts {
  const guest = section(event.guest)
  if (hasValue(guest.email)) return ["email", guest.email]
  if (hasValue(guest.phone)) return ["phone", guest.phone]
  return hasValue(guest.id) ? ["id", event.source ?? null, guest.id] : null
}

function withParts(guest: KeyParts, part: unknown): KeyParts {
  return guest && hasValue(part) ? [...guest, part] : null
}

/** The key that a property's or an expression's value makes; a list counts with all its parts. */
export function partsOf(value: unknown): KeyParts {
  if (Array.isArray(value)) return value.length > 0 && value.every(hasValue) ? value : null
  return hasValue(value) ? [value] : null
}

function hasValue(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== ""
  if (typeof value === "number") return Number.isFinite(value)
  return typeof value === "boolean" || (isObject(value) && Object.keys(value).length > 0)
}

/** One text per list of parts: JSON keeps `["a,b"]` and `["a","b"]` apart. */
export function joinParts(parts: readonly unknown[]): string {
  return JSON.stringify(parts)
}
