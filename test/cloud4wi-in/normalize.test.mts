// Cloud4Wi's bodies: the administrator picks the attributes, and not every moment's name is documented.
import assert from "node:assert/strict"
import fc from "fast-check"
import { body } from "../../dist/cloud4wi-in/schema.js"
import { vendor } from "../../dist/cloud4wi-in/vendor.js"
import { guestEvent } from "../../dist/shared/core/event-schema.js"
import { parseJson } from "../../dist/shared/core/json.js"
import { fixtureNamed } from "../fixtures/index.mts"
import { objectWith } from "../shared/core/json-values.mts"
import {
  eventOf,
  fixturesOf,
  itDocumentsItsBody,
  itReadsAnything,
  itReadsItsFixtures,
  itSamplesItself,
} from "../shared/http/vendor-promises.mts"
import { cloud4wi } from "../support/senders.mts"

const shape = body.shape
const sections = Object.fromEntries(
  Object.entries(shape).map(([name, section]) => [name, objectWith(Object.keys(section.unwrap().shape))]),
)
const optIns = fc.array(objectWith(["name", "accepted", "date", "version"]))
const bodies = fc.record({ ...sections, optin: optIns }, { requiredKeys: [] }).map(({ optin, ...rest }) => ({
  ...rest,
  ...("contact" in rest && optin && { contact: { ...Object(rest.contact), optin } }),
}))

/** All but the older format, of which there is no sample (FACTS.md C6). */
const bodiesSent = fixturesOf(cloud4wi)
  .filter(({ name }) => name !== "other-shape")
  .map((fixture) => parseJson(fixture.body().toString()))

const printed: Record<string, unknown> = JSON.parse(
  fixtureNamed("cloud4wi in", "login-printed").body().toString(),
)

/** What the whole body says, or null where the section that says it was left out. */
function absent(kept: string[]) {
  return <Value,>(name: string, value: Value) => (kept.includes(name) ? value : null)
}

describe("Cloud4Wi's bodies", () => {
  itReadsItsFixtures(vendor, cloud4wi)
  itSamplesItself(vendor, cloud4wi)
  itReadsAnything(vendor, bodies)
  itDocumentsItsBody(body, bodiesSent, {
    // In no text that we hold; read where one would expect them.
    unsent: ["cta", "cta.url", "location.latitude", "location.longitude"],
  })

  it("are read with any sections left out (FACTS.md C2)", () => {
    const whole = eventOf(vendor, printed)
    fc.assert(
      fc.property(fc.subarray(Object.keys(printed)), (kept) => {
        const partial = Object.fromEntries(kept.map((name) => [name, printed[name]]))
        const event = guestEvent.parse(eventOf(vendor, partial))
        const unless = absent(kept)
        assert.equal(event.type, unless("event", whole.type) ?? "unknown")
        assert.equal(event.time, unless("event", whole.time))
        assert.equal(event.guest.id, unless("contact", whole.guest.id))
        assert.equal(event.venue.id, unless("location", whole.venue.id))
        assert.equal(event.organization.id, unless("organization", whole.organization.id))
      }),
    )
  })

  const spellings: Record<string, string[]> = {
    "guest.registered": ["signup", "SignUp", "sign-up", "sign_up", "Sign up"],
    "guest.connected": ["login", "LOGIN", "log in", "log-in"],
    "guest.detected": ["presence", "Presence"],
    "guest.entered_zone": ["space", "enter zone", "enter_zone", "enterZone", "Enter a zone"],
    "guest.dwelled": ["dwell", "Dwell"],
    "guest.left": ["leave", "LEAVE"],
    "guest.crossed_geofence": ["geofence", "Geofence", "geo-fence", "geo_fence"],
    "guest.email_verified": [
      "email verification",
      "e-mail verification",
      "email_verification",
      "EmailVerification",
      "email-verified",
    ],
    "guest.phone_verified": [
      "phone verification",
      "phone_verification",
      "phoneVerification",
      "PHONE-VERIFICATION",
    ],
    "cta.clicked": ["promo page CTA", "promo_page_cta", "promoPageCta", "cta"],
  }
  for (const [type, words] of Object.entries(spellings)) {
    for (const word of words) {
      it(`take "${word}" for ${type} (FACTS.md C1)`, () => {
        const event = eventOf(vendor, { event: { type: word } })
        assert.equal(event.type, type)
        assert.equal(event.vendorType, word)
      })
    }
  }

  for (const word of ["spin_the_wheel", "logout", "loginn", "constructor", "__proto__"]) {
    it(`hand on "${word}", which nobody documents, as unknown`, () => {
      const event = eventOf(vendor, { event: { type: word } })
      assert.equal(event.type, "unknown")
      assert.equal(event.vendorType, word)
    })
  }

  it("say of the phone first the guest's country, then the venue's", () => {
    const phone = "347 123 4567"
    const read = (contact: object, location: object) =>
      eventOf(vendor, { contact: { phone, ...contact }, location }).guest.phone
    assert.equal(read({}, { country: "IT" }), "+393471234567")
    assert.equal(read({ country: "US" }, { country: "IT" }), "+13471234567")
    assert.equal(read({}, {}), null)
  })

  it("give consent by what was accepted last, and a no counts more than a yes (FACTS.md C7)", () => {
    const item = (name: string, accepted: boolean) => ({ name, accepted })
    const consent = (contact: object) => eventOf(vendor, { contact }).consent
    assert.equal(consent({ optin: [item("termsOfUse", true), item("termsOfUse", false)] }).terms, false)
    assert.equal(consent({ optin: [item("privacy", true)] }).privacy, true)
    assert.equal(consent({ optin: [item("mktgCommunications", true)] }).marketing, true)
    assert.equal(consent({ marketing: true, optin: [item("mktgCommunications", false)] }).marketing, false)
    assert.equal(consent({ marketing: false, optin: [item("mktgCommunications", true)] }).marketing, false)
    assert.equal(consent({ marketing: true }).marketing, true)
    assert.equal(consent({}).marketing, null)
  })

  it("warn where the summary and the opt-in contradict each other", () => {
    const contact = { marketing: true, optin: [{ name: "mktgCommunications", accepted: false }] }
    assert.deepEqual(eventOf(vendor, { contact }).warnings, [
      { field: "consent.marketing", reason: "contradictory" },
    ])
  })

  it("have custom and extra fields as answers, as lists or as objects", () => {
    const answers = (contact: object) => eventOf(vendor, { contact }).answers
    const room = [{ question: "Room", answer: "212" }]
    assert.deepEqual(answers({ customFields: [{ name: "Room", value: 212 }] }), room)
    assert.deepEqual(answers({ customFields: { Room: "212" } }), room)
    assert.deepEqual(answers({ extraFields: [{ label: "Room", answer: "212" }] }), room)
    assert.deepEqual(answers({ extraFields: { Drinks: ["tea", "water"] } }), [
      { question: "Drinks", answer: "tea, water" },
    ])
    assert.deepEqual(answers({ customFields: "none", extraFields: null }), [])
    assert.deepEqual(answers({ extraFields: { Drinks: [] } }), [{ question: "Drinks", answer: null }])
  })

  it("warn of what was there and could not be read, and keep the rest", () => {
    const event = eventOf(vendor, {
      contact: { email: "[email protected]", gender: "?", firstname: "Ivan" },
      event: { timestamp: "yesterday" },
    })
    assert.equal(event.guest.firstName, "Ivan")
    assert.deepEqual(event.warnings.map(({ field }) => field).sort(), ["guest.email", "guest.gender", "time"])
  })
})
