// What Purple is answered without an event being made of it (FACTS.md P2).
import assert from "node:assert/strict"
import { vendor } from "../../dist/purple-in/vendor.js"
import { receiverOf } from "../shared/http/receiver.mts"
import type { Request } from "../support/http.mts"
import { purple } from "../support/senders.mts"

const receiver = receiverOf(vendor, {})
const headers = { "content-type": "application/json" }

describe("Purple's Save and validate", () => {
  const probes: Record<string, Request> = {
    GET: { method: "GET" },
    HEAD: { method: "HEAD" },
    "POST without a body": {},
    "POST of {}": { body: "{}", headers },
    "POST of an empty list, PHP's empty object": { body: "[]", headers },
    "POST of an object without an event": { body: '{"test":true}', headers },
    "POST of JSON without a content type": { body: "{}" },
  }
  for (const [what, request] of Object.entries(probes)) {
    it(`is a ${what}`, async () => assert.deepEqual(await receiver.outcome(request), { kind: "probe" }))
  }

  it("is no event, and no event is taken for it", async () => {
    assert.equal((await receiver.outcome(purple.fresh())).kind, "accepted")
  })

  it("does not cover what is not JSON, or JSON of another kind", async () => {
    assert.equal(await receiver.rejection({ body: "user=1", headers }), "invalid-json")
    assert.equal(await receiver.rejection({ body: "[1]", headers }), "not-an-object")
    assert.equal(await receiver.rejection({ body: "null", headers }), "not-an-object")
    assert.equal(
      await receiver.rejection({ body: "a=1", headers: { "content-type": "text/plain" } }),
      "unsupported-content-type",
    )
  })

  it("is answered with the header that Purple looks for", () => {
    assert.deepEqual(vendor.answerHeaders, { wifiWebhookListener: "1" })
  })
})
