// Compares an event with a fixture's expectation: every promised leaf is there, and nothing else is.
import assert from "node:assert/strict"
import type { ExpectedEvent } from "../fixtures/index.mts"

function nulls(...names: string[]): Record<string, null> {
  return Object.fromEntries(names.map((name) => [name, null]))
}

const address = nulls("street", "city", "state", "zip", "country")
const social = nulls("network", "id", "username", "url")

/** The objects that are always there, with every leaf (section 2 of the design). */
const always = {
  guest: {
    ...nulls("id", "email", "phone", "firstName", "lastName", "name", "gender", "birthDate", "language"),
    ...nulls("country", "company", "username", "provider", "registeredAt", "visitCount"),
    address,
    visits: [],
    social,
  },
  consent: { ...nulls("marketing", "terms", "privacy"), items: [] },
  device: nulls("mac", "macRandomized", "userAgent", "type", "os"),
  venue: { ...nulls("id", "name", "externalId", "address", "country", "latitude", "longitude"), tags: [] },
  organization: nulls("id", "name"),
}

const sometimes = ["transaction", "voucher", "qr", "cta", "job", "zone"] as const

/** What the event must be, but for `id`, `receivedAt`, `verified` and `raw`. */
export function completeEvent(expected: ExpectedEvent): Record<string, unknown> {
  const { guest = {}, consent, device, venue, organization, ...rest } = expected
  return {
    answers: [],
    warnings: [],
    ...rest,
    guest: {
      ...always.guest,
      ...guest,
      address: { ...address, ...objectOf(guest.address) },
      social: { ...social, ...objectOf(guest.social) },
    },
    consent: { ...always.consent, ...consent },
    device: { ...always.device, ...device },
    venue: { ...always.venue, ...venue },
    organization: { ...always.organization, ...organization },
  }
}

export function assertEvent(actual: unknown, expected: ExpectedEvent): void {
  const { id, receivedAt, verified, raw, ...event } = objectOf(actual)
  assert.match(String(id), /^[0-9a-f]{32}$/, "id")
  assert.match(String(receivedAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, "receivedAt")
  assert.ok(["signature", "token", "header", "none"].includes(String(verified)), "verified")
  assert.equal(typeof raw, "object", "raw")
  for (const name of sometimes)
    if (event[name] !== undefined) event[name] = withoutEmpty(objectOf(event[name]))
  assert.deepEqual(event, completeEvent(expected))
}

/** Tells the message with this event from others. */
export function isEvent(id: unknown): (collected: { message: Record<string, unknown> }) => boolean {
  return ({ message }) => objectOf(message.payload).id === id
}

export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {}
}

/** In the blocks that only some events have, a leaf not given may be null. */
function withoutEmpty(block: Record<string, unknown>): Record<string, unknown> {
  const isEmpty = (value: unknown) => value === null || JSON.stringify(value) === "{}"
  return Object.fromEntries(Object.entries(block).filter(([, value]) => !isEmpty(value)))
}
