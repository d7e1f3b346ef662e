// Purple's and BT Wi-Fi's bodies: one format, printed with stray spaces and broken lines (FACTS.md P1, P6).
import assert from "node:assert/strict"
import fc from "fast-check"
import { hasEvent } from "../../dist/purple-in/normalize.js"
import { body } from "../../dist/purple-in/schema.js"
import { vendor } from "../../dist/purple-in/vendor.js"
import { parseJson } from "../../dist/shared/core/json.js"
import { fixtureNamed } from "../fixtures/index.mts"
import { fieldValues, objectWith } from "../shared/core/json-values.mts"
import {
  eventOf,
  fixturesOf,
  itDocumentsItsBody,
  itReadsAnything,
  itReadsItsFixtures,
  itSamplesItself,
} from "../shared/http/vendor-promises.mts"
import { purple } from "../support/senders.mts"

const sections = Object.fromEntries(
  Object.entries(body.shape).map(([name, section]) => [
    name,
    objectWith(Object.keys(section.unwrap().shape)),
  ]),
)
const visits = fc.oneof(
  fc.dictionary(fc.constantFrom("888", "", " ", "__proto__"), fieldValues),
  fc.array(objectWith(["venueId", "venue_id", "id", "venue", "count", "visitCount", "visits"])),
)
const bodies = fc
  .record({ ...sections, visits }, { requiredKeys: [] })
  .map(({ visits: counts, ...rest }) => ({
    ...rest,
    ...("user" in rest &&
      counts !== undefined && { user: { ...Object(rest.user), visitCountsForVenues: counts } }),
  }))

function printed(name: string): unknown {
  return parseJson(fixtureNamed("purple in", name).body().toString())
}

function visitsOf(user: object, venue: object = {}) {
  return eventOf(vendor, { user, venue }).guest
}

describe("Purple's bodies", () => {
  itReadsItsFixtures(vendor, purple)
  itSamplesItself(vendor, purple)
  itReadsAnything(vendor, bodies)
  itDocumentsItsBody(
    body,
    fixturesOf(purple).map((fixture) => parseJson(fixture.body().toString())),
    { undocumented: ["campaign", "session.duration", "user.loyaltyTier"] },
  )

  it("say the same as BT Wi-Fi's, which is Purple under another brand (FACTS.md P1)", () => {
    const ours = eventOf(vendor, printed("authentication-printed"))
    const { receivedAt: _, ...event } = eventOf(vendor, printed("authentication-printed-bt"))
    assert.deepEqual({ ...event, receivedAt: ours.receivedAt }, ours)
  })

  it("are read with BT's missing brace at the very end, where the venue falls into the user", () => {
    const event = eventOf(vendor, {
      user: { id: 1, venue: { id: 888, name: "Your venue name", latitude: "53.4857388" } },
    })
    assert.equal(event.venue.id, "888")
    assert.equal(event.venue.latitude, 53.4857388)
  })

  it("are read with white space anywhere in their keys", () => {
    const spaced = fc.constantFrom(" ", "\n", "\t", "  ")
    fc.assert(
      fc.property(spaced, fc.nat({ max: 11 }), (space, at) => {
        const key = `${"dateOfBirth".slice(0, at)}${space}${"dateOfBirth".slice(at)}`
        assert.equal(eventOf(vendor, { user: { [key]: "1985-02-28" } }).guest.birthDate, "1985-02-28")
      }),
    )
  })

  for (const name of [
    "visitCountForVenues",
    "visitCountsForVenues",
    "visitCountsFor Venues",
    " visitCountForVenues",
  ]) {
    it(`count visits under ${JSON.stringify(name)} (FACTS.md P6)`, () => {
      assert.deepEqual(visitsOf({ [name]: { "888": 7 } }).visits, [{ venueId: "888", count: 7 }])
    })
  }

  const shapes: Record<string, unknown> = {
    "an object": { "888": 7, "999": "2" },
    "an array with venueId and count": [
      { venueId: 888, count: 7 },
      { venueId: "999", count: "2" },
    ],
    "an array with id and visits": [
      { id: 888, visits: 7 },
      { id: 999, visits: 2 },
    ],
    "an array with venues within": [
      { venue: { id: 888 }, count: 7 },
      { venue: { id: "999" }, visitCount: 2 },
    ],
    "an array of single pairs": [{ "888": 7 }, { "999": 2 }],
  }
  for (const [shape, counts] of Object.entries(shapes)) {
    it(`count visits in ${shape}`, () => {
      const guest = visitsOf({ visitCountForVenues: counts }, { id: 999 })
      assert.deepEqual(guest.visits, [
        { venueId: "888", count: 7 },
        { venueId: "999", count: 2 },
      ])
      assert.equal(guest.visitCount, 2, "the count of this visit's venue")
    })
  }

  it("count no visits where this venue is not among them", () => {
    assert.equal(visitsOf({ visitCountForVenues: { "888": 7 } }, { id: 999 }).visitCount, null)
  })

  it("give latitude and longitude as numbers, from either (FACTS.md P6)", () => {
    const venue = (latitude: unknown, longitude: unknown) =>
      eventOf(vendor, { venue: { latitude, longitude } }).venue
    for (const { latitude, longitude } of [
      venue("53.4857388", "-2 .0999813"),
      venue(53.4857388, -2.0999813),
    ]) {
      assert.equal(latitude, 53.4857388)
      assert.equal(longitude, -2.0999813)
    }
  })

  it("leave out what the guest did not say (FACTS.md P9)", () => {
    const user = { email: "", firstName: null, lastName: "", gender: null, dateOfBirth: "" }
    const { guest, warnings } = eventOf(vendor, { user })
    assert.deepEqual(
      [guest.email, guest.firstName, guest.name, guest.gender, guest.birthDate],
      [null, null, null, null, null],
    )
    assert.deepEqual(warnings, [])
  })
})

describe("Purple's validation probe", () => {
  for (const nothing of [{}, [], null, "ping", { ping: true }, { user: null }, { venue: { id: 1 } }]) {
    it(`is ${JSON.stringify(nothing)}: no event in it (FACTS.md P2)`, () =>
      assert.equal(hasEvent(nothing), false))
  }
  for (const event of [{ user: {} }, { session: { authenticationTime: "" } }, { " client": {} }]) {
    it(`is not ${JSON.stringify(event)}`, () => assert.equal(hasEvent(event), true))
  }
})
