import { setImmediate as turn } from "node:timers/promises"
import type { Delivery } from "../../core/delivery"
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
    deliveries: found.reduce((sum, each) => sum + each.deliveries, 0),
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

type ErasedFrom = { deliveries: number; pending: number; events: GuestEvent[] }

async function eraseFrom(store: Store, guest: Guest): Promise<ErasedFrom> {
  const erased: ErasedFrom = { deliveries: 0, pending: 0, events: [] }
  let before = Number.MAX_SAFE_INTEGER
  for (;;) {
    const entries = await store.history(before, CHUNK)
    const found = await matching(store, entries, guest)
    await store.erase(found.map(({ entry }) => entry.sequence))
    erased.deliveries += found.length
    erased.events.push(...found.flatMap(({ event }) => event ?? []))
    erased.pending += found.filter(
      ({ entry }) => entry.outcome === "accepted" || entry.outcome === "failed",
    ).length
    const last = entries.at(-1)
    if (!last || entries.length < CHUNK) return erased
    before = last.sequence
    await turn()
  }
}

async function matching(store: Store, entries: readonly LoggedDelivery[], guest: Guest) {
  const found: { entry: LoggedDelivery; event: GuestEvent | null }[] = []
  for (const entry of entries) {
    const delivery = await store.read(entry.sequence)
    const event = delivery && (await eventOf(delivery))
    const isMeant = event ? isAbout(event, guest) : delivery && names(wordsOf(delivery), guest)
    if (isMeant) found.push({ entry, event })
  }
  return found
}

/** Of a delivery that nobody can read any more, as its node is gone: its body in whatever format, and its query. */
function wordsOf({ content, envelope }: Delivery): unknown {
  const text = content.toString()
  try {
    return [JSON.parse(text), envelope.query]
  } catch {
    return [text, ...new URLSearchParams(text).values(), envelope.query]
  }
}

/** Also where the guest is named in a field that no reader knows. */
function isAbout({ guest, raw }: GuestEvent, wanted: Guest): boolean {
  const isNamed = "email" in wanted ? guest.email === wanted.email : guest.phone === wanted.phone
  return isNamed || names(raw, wanted)
}

function names(value: unknown, wanted: Guest): boolean {
  return "email" in wanted
    ? hasWord(value, (word) => word.toLowerCase() === wanted.email)
    : hasWord(value, (word) => word === wanted.phone)
}

function hasWord(value: unknown, isMeant: (word: string) => boolean): boolean {
  if (typeof value === "string") return value.split(/[\s<>,;:"'()]+/).some(isMeant)
  if (Array.isArray(value)) return value.some((part) => hasWord(part, isMeant))
  return isObject(value) && Object.values(value).some((part) => hasWord(part, isMeant))
}
