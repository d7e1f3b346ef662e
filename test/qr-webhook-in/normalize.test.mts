// The QR brands' parameters, as the page's tables name them (FACTS.md Q3 to Q7).
import assert from "node:assert/strict"
import fc from "fast-check"
import { body } from "../../dist/qr-webhook-in/schema.js"
import { vendor } from "../../dist/qr-webhook-in/vendor.js"
import { parseForm } from "../../dist/shared/http/content.js"
import { type Fixture, qrSecretToken } from "../fixtures/index.mts"
import { fieldValues, objectWith } from "../shared/core/json-values.mts"
import {
  eventOf,
  fixturesOf,
  itDocumentsItsBody,
  itReadsAnything,
  itReadsItsFixtures,
  itSamplesItself,
} from "../shared/http/vendor-promises.mts"
import { qr } from "../support/senders.mts"

const EVENTS = [
  "QR_CODE_CREATED",
  "QR_CODE_SCANNED",
  "VOUCHER_CREATED",
  "VOUCHER_UPDATED",
  "VOUCHER_REDEEMED",
  "VOUCHER_EXPIRED",
  "LEAD_CREATED",
  "CALL_2_ACTION_BUTTON_CLICKED",
  "JOB_FINISHED",
]

const bodies = fc
  .tuple(objectWith(Object.keys(body.shape)), fc.oneof(fc.constantFrom(...EVENTS), fieldValues))
  .map(([fields, event]) => ({ ...fields, event }))

function parametersOf({ contentType, body: bytes, query = {} }: Fixture): object {
  const text = bytes().toString()
  return { ...query, ...(contentType === "application/json" ? JSON.parse(text) : parseForm(text)) }
}

describe("QR webhooks' parameters", () => {
  itReadsItsFixtures(vendor, qr)
  itSamplesItself(vendor, qr)
  itReadsAnything(vendor, bodies)
  itDocumentsItsBody(body, fixturesOf(qr).map(parametersOf))

  it("have the account's e-mail on a scan, and the lead's on a lead (FACTS.md Q5)", () => {
    const email = "lead@example.com"
    assert.equal(eventOf(vendor, { event: "LEAD_CREATED", email }).guest.email, email)
    for (const event of EVENTS.filter((name) => name !== "LEAD_CREATED")) {
      assert.equal(eventOf(vendor, { event, email }).guest.email, null, event)
    }
  })

  it("have the code's type on a scan, and the voucher's on a voucher (FACTS.md Q6)", () => {
    const scan = eventOf(vendor, { event: "QR_CODE_SCANNED", type: "COUPON", uniqueid: "s-1" })
    assert.equal(scan.qr?.kind, "COUPON")
    assert.equal(scan.qr?.uniqueId, "s-1")
    assert.equal(scan.voucher, undefined)
    const voucher = eventOf(vendor, {
      event: "VOUCHER_REDEEMED",
      type: "UNIQUEID",
      uniqueid: "v-1",
      code: "https://qr.example/a",
    })
    assert.equal(voucher.voucher?.kind, "UNIQUEID")
    assert.equal(voucher.voucher?.uniqueId, "v-1")
    assert.equal(voucher.qr?.kind, null)
    assert.equal(voucher.qr?.uniqueId, null)
  })

  const times = {
    "1717236060": "seconds",
    "1717236060000": "milliseconds",
    "2024-06-01T10:01:00Z": "ISO 8601",
    "2024-06-01 10:01:00": "no zone",
  }
  for (const [timestamp, format] of Object.entries(times)) {
    it(`have a timestamp in ${format} (FACTS.md Q3)`, () => {
      assert.equal(eventOf(vendor, { event: "QR_CODE_CREATED", timestamp }).time, "2024-06-01T10:01:00.000Z")
    })
  }

  const campaign = { utm_source: "poster", utm_campaign: "spring sale" }
  const querystrings: Record<string, object> = {
    "one text": { querystring: "utm_source=poster&utm_campaign=spring%20sale" },
    "one text with a question mark": { querystring: "?utm_source=poster&utm_campaign=spring+sale" },
    "an object": { querystring: campaign },
    "PHP's spread array": { "querystring[utm_source]": "poster", "querystring[utm_campaign]": "spring sale" },
  }
  for (const [form, fields] of Object.entries(querystrings)) {
    it(`have the short URL's own query in ${form} (FACTS.md Q7)`, () => {
      assert.deepEqual(eventOf(vendor, { event: "QR_CODE_SCANNED", ...fields }).qr?.query, campaign)
    })
  }

  it("have no query where the short URL had none", () => {
    for (const querystring of [undefined, "", "?", null, [], 7]) {
      assert.deepEqual(eventOf(vendor, { event: "QR_CODE_SCANNED", querystring }).qr?.query, {})
    }
  })

  it("have the place of a scan only within the globe", () => {
    const at = (lat: unknown, lng: unknown) => eventOf(vendor, { event: "QR_CODE_SCANNED", lat, lng }).qr
    assert.deepEqual(
      [at("43.7159", "10.4019")?.latitude, at("43.7159", "10.4019")?.longitude],
      [43.7159, 10.4019],
    )
    assert.deepEqual([at("99", "200")?.latitude, at("99", "200")?.longitude], [null, null])
  })

  it("are known in any case, and unknown otherwise", () => {
    assert.equal(eventOf(vendor, { event: "qr_code_scanned" }).type, "qr.scanned")
    const event = eventOf(vendor, { event: "QR_CODE_DELETED", code: "https://qr.example/a" })
    assert.equal(event.type, "unknown")
    assert.equal(event.vendorType, "QR_CODE_DELETED")
    assert.equal(event.qr?.code, "https://qr.example/a")
  })

  it("keep the token out of what is read", () => {
    fc.assert(
      fc.property(bodies, (fields) => {
        const event = eventOf(vendor, { ...fields, secrettoken: qrSecretToken })
        assert.ok(!JSON.stringify(event).includes(qrSecretToken))
      }),
    )
  })
})
