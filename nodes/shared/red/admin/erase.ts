import { setImmediate as turn } from "node:timers/promises"
import { WebhookError } from "../../core/errors"
import { EVENT_TYPES, type GuestEvent } from "../../core/event"
import { isObject } from "../../core/objects"
import type { LoggedDelivery, Store } from "../../core/store"
import { readEmail } from "../../core/values/email"
import { readPhone } from "../../core/values/phone"
import { toIso } from "../../core/values/time"
import { forgetEvents, type KeyedEvent } from "../erasure"
import { eventOf } from "../in-nodes"
import { storesInUse } from "../stores"

/** How many deliveries are looked at before other requests have their turn. */
const CHUNK = 50

/** Whose data is meant: one of the two, as an event has it. */
type Guest = { email: string } | { phone: string }

type Erased = { deliveries: number; pending: number; claims: number }

/**
 * Deletes all that is kept about one guest (GDPR, article 17): what was received, handled or not, and what `dedupe`
 * nodes remember. Resolves to how much that was; `pending` of the deliveries were not handled yet.
 */
export async function eraseGuest(wanted: { email: string; phone: string }): Promise<Erased> {
  const guest = guestOf(wanted)
  const stores = new Map([...storesInUse().values()].map((store) => [store.place, store]))
  const found = await Promise.all([...stores.values()].map((store) => eraseFrom(store, guest)))
  const events = found.flatMap((each) => each.events)
  return {
    deliveries: events.length,
    pending: found.reduce((sum, each) => sum + each.pending, 0),
    claims: await forgetEvents([...events, ...likelyEvents(guest)]),
  }
}

function guestOf({ email, phone }: { email: string; phone: string }): Guest {
  const address = readEmail(email.trim())
  if (address !== undefined) return { email: address }
  const number = readPhone(phone.trim(), [])
  if (number) return { phone: number }
  throw new WebhookError("guest-invalid")
}

/** A day's claim outlives its delivery, and one for ever outlives every delivery. */
function likelyEvents(guest: Guest): KeyedEvent[] {
  const now = toIso(Date.now())
  return EVENT_TYPES.map((type) => ({ type, time: now, receivedAt: now, guest }))
}

async function eraseFrom(store: Store, guest: Guest): Promise<{ events: GuestEvent[]; pending: number }> {
  const events: GuestEvent[] = []
  let pending = 0
  let before = Number.MAX_SAFE_INTEGER
  for (;;) {
    const entries = await store.history(before, CHUNK)
    const found = await matching(store, entries, guest)
    await store.erase(found.map(({ entry }) => entry.sequence))
    events.push(...found.map(({ event }) => event))
    pending += found.filter(({ entry }) => entry.outcome === "accepted" || entry.outcome === "failed").length
    const last = entries.at(-1)
    if (!last || entries.length < CHUNK) return { events, pending }
    before = last.sequence
    await turn()
  }
}

async function matching(store: Store, entries: readonly LoggedDelivery[], guest: Guest) {
  const found: { entry: LoggedDelivery; event: GuestEvent }[] = []
  for (const entry of entries) {
    const delivery = await store.read(entry.sequence)
    const event = delivery && (await eventOf(delivery))
    if (event && isAbout(event, guest)) found.push({ entry, event })
  }
  return found
}

/** Also where the guest is named in a field that no reader knows. */
function isAbout({ guest, raw }: GuestEvent, wanted: Guest): boolean {
  if ("email" in wanted) {
    return guest.email === wanted.email || hasWord(raw, (word) => word.toLowerCase() === wanted.email)
  }
  return guest.phone === wanted.phone || hasWord(raw, (word) => word === wanted.phone)
}

function hasWord(value: unknown, isMeant: (word: string) => boolean): boolean {
  if (typeof value === "string") return value.split(/[\s<>,;:"'()]+/).some(isMeant)
  if (Array.isArray(value)) return value.some((part) => hasWord(part, isMeant))
  return isObject(value) && Object.values(value).some((part) => hasWord(part, isMeant))
}
