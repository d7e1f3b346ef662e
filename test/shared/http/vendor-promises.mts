// What every vendor's in-node promises, tried on its fixtures and on whatever JSON can say.
import assert from "node:assert/strict"
import fc from "fast-check"
import type { z } from "zod"
import { messageOf } from "../../../dist/shared/core/delivery.js"
import { guestEvent } from "../../../dist/shared/core/event-schema.js"
import { maskEvent } from "../../../dist/shared/core/mask.js"
import { isObject } from "../../../dist/shared/core/objects.js"
import { parseSettings } from "../../../dist/shared/core/settings.js"
import type { Origin, Vendor } from "../../../dist/shared/core/vendor.js"
import { messageAgain } from "../../../dist/shared/http/receive.js"
import { type Fixture, fixtures } from "../../fixtures/index.mts"
import { assertEvent } from "../../support/event.mts"
import { requestOf, type Sender } from "../../support/senders.mts"
import { jsonValues } from "../core/json-values.mts"
import { receiverOf } from "./receiver.mts"

const PERSONAL = [
  "email",
  "phone",
  "firstName",
  "lastName",
  "name",
  "birthDate",
  "username",
  "company",
] as const

const NOWHERE: Origin = { event: null, location: null }

export function fixturesOf(sender: Sender): Fixture[] {
  return fixtures.filter(({ vendor }) => vendor === sender.type)
}

/** A vendor's fixtures, sent as it sends them, become the events that are written beside them. */
export function itReadsItsFixtures<Settings>(vendor: Vendor<Settings>, sender: Sender): void {
  const { credentials, ...properties } = sender.node
  const receiver = receiverOf(vendor, { ...properties, ...objectOf(credentials) })

  for (const fixture of fixturesOf(sender)) {
    it(`reads ${fixture.name} (${fixture.provenance}) as the event written beside it`, async () => {
      const { topic, payload } = await receiver.message(requestOf(fixture))
      assertEvent(payload, fixture.expected())
      assert.equal(topic, payload.type)
      assert.equal(payload.verified, sender.verified)
      guestEvent.parse(payload)
    })

    it(`emits ${fixture.name} again as it was, but for saying so`, async () => {
      const { delivery, message } = await receiver.accepted(requestOf(fixture))
      const kept = { ...delivery, envelope: JSON.parse(JSON.stringify(delivery.envelope)) }
      const again = await messageAgain({ delivery: kept, attempt: 3 }, vendor)
      assert.deepEqual(again, { ...message, webhook: { ...message.webhook, attempt: 3, redelivered: true } })
    })
  }

  for (const fixture of fixturesOf(sender)) {
    it(`tells of ${fixture.name}, masked, what happened and not to whom`, async () => {
      const { payload } = await receiver.message(requestOf(fixture))
      const { guest, device, answers, ...rest } = maskEvent(payload)
      const text = JSON.stringify([guest, device, answers])
      for (const name of PERSONAL) {
        const value = payload.guest[name]
        assert.ok(value === null || value.length < 2 || !text.includes(`"${value}"`), name)
      }
      assert.deepEqual([rest.type, rest.time, rest.venue], [payload.type, payload.time, payload.venue])
      assert.ok(!("raw" in rest))
    })
  }

  it("gives a retry the id of the first try, where the body says when it happened", async () => {
    for (const fixture of fixturesOf(sender)) {
      const ids = [await receiver.message(requestOf(fixture)), await receiver.message(requestOf(fixture))]
      const [first, second] = ids.map(({ payload }) => payload.id)
      assert.equal(first === second, fixture.expected().time !== null, fixture.name)
    }
  })

  it("gives two events two ids", async () => {
    const messages = await Promise.all(
      fixturesOf(sender).map((fixture) => receiver.message(requestOf(fixture))),
    )
    const ids = messages.map(({ payload }) => payload.id)
    assert.equal(new Set(ids).size, ids.length)
  })
}

/** The event that a body becomes. */
export function eventOf<Settings>(vendor: Vendor<Settings>, body: unknown, origin: Origin = NOWHERE) {
  const event = vendor.normalize(body, origin)
  const envelope = {
    method: "POST",
    url: "/hook",
    headers: {},
    query: {},
    ip: "",
    verified: "none",
    origin,
  } as const
  const delivery = {
    endpoint: "node",
    id: "0".repeat(32),
    receivedAt: Date.now(),
    type: event.type,
    venue: null,
    envelope,
    content: Buffer.alloc(0),
  }
  return messageOf(delivery, { raw: {}, event }, vendor).payload
}

/** What a node sends to try itself out is what its vendor sends: believed, understood, and an event of its own. */
export function itSamplesItself<Settings>(vendor: Vendor<Settings>, sender: Sender): void {
  const { credentials, ...properties } = sender.node
  const settings = { ...properties, ...objectOf(credentials) }
  const receiver = receiverOf(vendor, settings)
  const samples = vendor.samples(parseSettings(vendor.settings, { path: "/hook", ...settings }))
  const isUnknown = (fixture: Fixture) => fixture.expected().type === "unknown"
  const unknown = fixturesOf(sender).flatMap((fixture) => (isUnknown(fixture) ? [fixture.row?.event] : []))
  const known = Object.entries(samples).filter(([name]) => !unknown.includes(name.split(",")[0]))

  for (const [name, sample] of known) {
    it(`sends ${name} to itself as its vendor would`, async () => {
      const now = new Date()
      const messages = [await receiver.message(sample(now)), await receiver.message(sample(now))]
      const [first, second] = messages.map(({ payload }) => payload)
      guestEvent.parse(first)
      assert.equal(first?.verified, sender.verified)
      assert.notEqual(first?.type, "unknown")
      assert.deepEqual(first?.warnings, [])
      assert.ok(Math.abs(Date.parse(first?.time ?? "") - now.getTime()) < 1000)
      assert.notEqual(first?.id, second?.id)
    })
  }

  it("sends itself something also where it has no credentials", async () => {
    const open = vendor.samples(parseSettings(vendor.settings, { path: "/hook" }))
    const [sample] = Object.values(open)
    assert.ok(sample)
    assert.equal((await receiverOf(vendor, {}).message(sample(new Date()))).payload.verified, "none")
  })
}

/** Whatever comes in, what goes out is an event: no body makes the node throw, none makes an event of its own kind. */
export function itReadsAnything<Settings>(
  vendor: Vendor<Settings>,
  bodies: fc.Arbitrary<unknown>,
  origins: fc.Arbitrary<Origin> = fc.constant(NOWHERE),
): void {
  const isEvent = (body: unknown, origin: Origin) => {
    const result = guestEvent.safeParse(eventOf(vendor, body, origin))
    assert.ok(result.success, result.error?.message)
  }

  it("makes an event of any JSON value", () => {
    fc.assert(fc.property(jsonValues, origins, isEvent), { numRuns: 500 })
  })

  it("makes an event of its own fields with anything in them", () => {
    fc.assert(fc.property(bodies, origins, isEvent), { numRuns: 2000 })
  })

  it("leaves the body as it is", () => {
    fc.assert(
      fc.property(bodies, origins, (body, origin) => {
        const before = JSON.stringify(body)
        vendor.normalize(body, origin)
        assert.equal(JSON.stringify(body), before)
      }),
    )
  })
}

type Differences = {
  /** What the schema names and no body here has. */
  unsent?: string[]
  /** What a body has beyond the schema, as vendors add what is not documented (FACTS.md P8). */
  undocumented?: string[]
}

/** The schema of the documented body names the keys of what is sent, and no other: so a typo in it is found. */
export function itDocumentsItsBody(
  schema: z.ZodType,
  bodies: unknown[],
  { unsent = [], undocumented = [] }: Differences = {},
): void {
  it("names in its schema every key that its bodies have, and no other", () => {
    const sent = new Set([...bodies.flatMap((value) => keysOf(value, schema)), ...unsent])
    assert.deepEqual([...sent].sort(), [...namesOf(schema), ...undocumented].sort())
  })
}

type Shape = Record<string, z.ZodType>

function shapeOf(schema: z.ZodType | undefined): Shape | undefined {
  const { def } = schema ?? {}
  if (def && "innerType" in def) return shapeOf(def.innerType as z.ZodType)
  return def && "shape" in def ? (def.shape as Shape) : undefined
}

function namesOf(schema: z.ZodType, above = ""): string[] {
  return Object.entries(shapeOf(schema) ?? {}).flatMap(([name, inner]) => [
    `${above}${name}`,
    ...namesOf(inner, `${above}${name}.`),
  ])
}

/** The keys of a body, without stray white space (FACTS.md P6), down to where the schema says no more. */
function keysOf(value: unknown, schema: z.ZodType | undefined, above = ""): string[] {
  const shape = shapeOf(schema)
  if (!shape || !isObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = key.replaceAll(/\s/g, "")
    return [`${above}${name}`, ...keysOf(inner, shape[name], `${above}${name}.`)]
  })
}

function objectOf(value: unknown): object {
  return isObject(value) ? value : {}
}
