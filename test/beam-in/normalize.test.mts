// BEAM's bodies, which name neither their event nor, mostly, their location (FACTS.md B3).
import assert from "node:assert/strict"
import fc from "fast-check"
import { body } from "../../dist/beam-in/schema.js"
import { vendor } from "../../dist/beam-in/vendor.js"
import { parseJson } from "../../dist/shared/core/json.js"
import { objectWith } from "../shared/core/json-values.mts"
import {
  eventOf,
  fixturesOf,
  itDocumentsItsBody,
  itReadsAnything,
  itReadsItsFixtures,
  itSamplesItself,
} from "../shared/http/vendor-promises.mts"
import { beam } from "../support/senders.mts"

const EVENTS = [
  "customer.create",
  "subscriber.create",
  "transaction.paid.create",
  "transaction.voucher.create",
  "transaction.mac.create",
  "transaction.social.create",
]

const origins = fc.record({
  event: fc.oneof(fc.constantFrom(null, ...EVENTS), fc.string({ minLength: 1 })),
  location: fc.oneof(fc.constantFrom(null, "101"), fc.string({ minLength: 1 })),
})

function read(fields: object, event: string | null = "customer.create", location: string | null = null) {
  return eventOf(vendor, fields, { event, location })
}

describe("BEAM's bodies", () => {
  itReadsItsFixtures(vendor, beam)
  itSamplesItself(vendor, beam)
  itReadsAnything(vendor, objectWith(Object.keys(body.shape)), origins)
  itDocumentsItsBody(
    body,
    fixturesOf(beam)
      .filter(({ name }) => name !== "unknown-event")
      .map((fixture) => parseJson(fixture.body().toString())),
  )

  for (const userName of ["BE-72-B3-40-F9-BE", "be:72:b3:40:f9:be"]) {
    it(`have the device's address in a user name such as ${userName} (FACTS.md B7)`, () => {
      const event = read({ UserName: userName })
      assert.equal(event.device.mac, "be:72:b3:40:f9:be")
      assert.equal(event.device.macRandomized, true)
      assert.equal(event.guest.username, null)
    })
  }

  for (const userName of ["VC-4821", "ana.d", "123456789012", "9F04472C"]) {
    it(`have no address, and no warning, in a user name such as ${userName}`, () => {
      const event = read({ user_name: userName })
      assert.equal(event.guest.username, userName)
      assert.equal(event.device.mac, null)
      assert.deepEqual(event.warnings, [])
    })
  }

  it("give no phone and no warning for a bare country prefix (FACTS.md B8)", () => {
    const event = read({ phone: "+54", country_code: "AR" })
    assert.equal(event.guest.phone, null)
    assert.deepEqual(event.warnings, [])
  })

  it("give dates without a zone as UTC (FACTS.md B5)", () => {
    assert.equal(read({ registered_at: "2022-08-27 13:35:53" }).time, "2022-08-27T13:35:53.000Z")
    assert.equal(
      read({ action_date_gmt: "2024-06-01 10:10:00" }, "transaction.paid.create").time,
      "2024-06-01T10:10:00.000Z",
    )
  })

  it("have strings, numbers and null for any value (FACTS.md B5)", () => {
    const [text, number] = [read({ id: "7" }), read({ id: 7 })]
    assert.equal(text.guest.id, "7")
    assert.equal(number.guest.id, "7")
    assert.equal(read({ id: null }).guest.id, null)
    assert.equal(read({ amount: "4.90" }, "transaction.paid.create").transaction?.amount, 4.9)
  })

  it("tell the guest from the transaction: an id there is the transaction's", () => {
    const event = read({ id: "880001", customer: "59243584" }, "transaction.voucher.create")
    assert.equal(event.transaction?.id, "880001")
    assert.equal(event.guest.id, "59243584")
    assert.equal(read({ customer: "Ana Díaz" }, "transaction.paid.create").guest.name, "Ana Díaz")
    assert.equal(read({ id: "1" }).transaction, undefined)
  })

  it("name the location that the body does not", () => {
    assert.equal(read({}, "customer.create", "101").venue.id, "101")
    assert.equal(read({ location_id: "205" }, "customer.create", "101").venue.id, "205")
  })

  it("take a subscription for consent, and elsewhere what the newsletter field says", () => {
    assert.equal(read({}, "subscriber.create").consent.marketing, true)
    assert.equal(read({ newsletter: "0" }, "subscriber.create").consent.marketing, false)
    assert.equal(read({ newsletter: "1" }, "transaction.paid.create").consent.marketing, true)
    assert.equal(read({}).consent.marketing, null)
  })

  it("have Facebook fields in the printed payload, and social ones in the operator's API (FACTS.md B6)", () => {
    assert.equal(read({ fb_id: "100042" }).guest.social.network, "facebook")
    assert.equal(read({ fb_gender: "female" }).guest.gender, "female")
    assert.equal(read({ social_network: "instagram", social_id: 991 }).guest.social.id, "991")
    assert.equal(read({ fb_id: null }).guest.social.network, null)
  })

  it("have as answers only the questions that were asked or answered", () => {
    const { answers } = read({ q1: "Room", a1: 212, q2: null, a2: "", q4: "Why?", a4: null })
    assert.deepEqual(answers, [
      { question: "Room", answer: "212" },
      { question: "Why?", answer: null },
    ])
  })

  it("are unknown where no webhook tells their event, or an undocumented one", () => {
    assert.equal(read({}, null).type, "unknown")
    const event = read({}, "transaction.refund.create")
    assert.equal(event.type, "unknown")
    assert.equal(event.vendorType, "transaction.refund.create")
  })
})
