// One node, many webhooks: the key that verifies tells which of them a request belongs to (FACTS.md B1 to B3).
import assert from "node:assert/strict"
import { vendor } from "../../dist/beam-in/vendor.js"
import { SettingError } from "../../dist/shared/core/errors.js"
import { parseSettings } from "../../dist/shared/core/settings.js"
import { receiverOf } from "../shared/http/receiver.mts"
import type { Request } from "../support/http.mts"
import { beamSignature } from "../support/senders.mts"

const body = '{"id":"1","registered_at":"2022-08-27 13:35:53"}'
const plain: Request = { body, headers: { "content-type": "application/json" } }

function signed(key: string, header = "x-hotspotsystem-hmac-sha256"): Request {
  return { body, headers: { "content-type": "application/json", [header]: beamSignature(body, key) } }
}

const customer = { id: "a", event: "customer.create", location: "101" }
const paid = { id: "b", event: "transaction.paid.create", location: "101" }
const paidElsewhere = { id: "c", event: "transaction.paid.create", location: "205" }

function receiver(webhooks: object[], apiKeys: Record<string, string> = {}) {
  return receiverOf(vendor, { webhooks, apiKeys: JSON.stringify(apiKeys) })
}

/** The event and location that a request is taken for. */
async function originOf(of: ReturnType<typeof receiver>, request: Request) {
  const { payload } = await of.message(request)
  return [payload.vendorType, payload.venue.id]
}

describe("BEAM's signature", () => {
  const one = receiver([customer], { a: "new-key\nold-key" })

  it("is the vendor's own example: base64 of HMAC-SHA256 over the exact bytes (FACTS.md B1)", async () => {
    // printf '{"id":1}' | openssl dgst -sha256 -hmac 'beam-example' -binary | base64
    const signature = "8ekD8ifjD6kVnlXNk5ImdKInTeCLl5py0GoqxGlGIf0="
    const headers = { "content-type": "application/json", "x-hotspotsystem-hmac-sha256": signature }
    const { payload } = await receiver([customer], { a: "beam-example" }).message({
      body: '{"id":1}',
      headers,
    })
    assert.equal(payload.verified, "signature")
  })

  for (const header of ["HTTP_X_HOTSPOTSYSTEM_HMAC_SHA256", "X-Hotspotsystem-Hmac-Sha256"]) {
    it(`is read in ${header} (FACTS.md B2)`, async () => {
      assert.equal((await one.message(signed("new-key", header))).payload.verified, "signature")
    })
  }

  it("verifies with any line of a key, while keys are changed", async () => {
    for (const key of ["new-key", "old-key"])
      assert.deepEqual(await originOf(one, signed(key)), ["customer.create", "101"])
  })

  it("is missing, wrong or written in hex, and the operator is told which", async () => {
    assert.equal(await one.rejection(plain), "signature-missing")
    assert.equal(await one.rejection(signed("other-key")), "signature-mismatch")
    const hex = Buffer.from(beamSignature(body, "new-key"), "base64").toString("hex")
    const headers = { "content-type": "application/json", "x-hotspotsystem-hmac-sha256": hex }
    assert.equal(await one.rejection({ body, headers }), "signature-encoding")
  })

  it("is no longer right after one changed byte, or after a rewrite of the same JSON", async () => {
    const { headers } = signed("new-key")
    for (const changed of [body.replace("1", "2"), ` ${body}`, JSON.stringify(JSON.parse(body), null, 1)]) {
      assert.equal(await one.rejection({ body: changed, headers }), "signature-mismatch")
    }
  })
})

describe("BEAM's webhooks, with keys", () => {
  const keys = { a: "key-a", b: "key-b", c: "key-c" }
  const three = receiver([customer, paid, paidElsewhere], keys)

  it("are told apart by the key that verifies", async () => {
    assert.deepEqual(await originOf(three, signed("key-a")), ["customer.create", "101"])
    assert.deepEqual(await originOf(three, signed("key-b")), ["transaction.paid.create", "101"])
    assert.deepEqual(await originOf(three, signed("key-c")), ["transaction.paid.create", "205"])
  })

  it("are not told by the query, which nobody signed", async () => {
    const query = { event: "transaction.paid.create", location: "205" }
    assert.deepEqual(await originOf(three, { ...signed("key-a"), query }), ["customer.create", "101"])
  })

  it("are told by the query only among those that one key is good for", async () => {
    const shared = receiver([customer, paid, paidElsewhere], { a: "key", b: "key", c: "key" })
    const query = { event: "transaction.paid.create", location: "205" }
    assert.deepEqual(await originOf(shared, { ...signed("key"), query }), ["transaction.paid.create", "205"])
    assert.deepEqual(await originOf(shared, { ...signed("key"), query: { event: "customer.create" } }), [
      "customer.create",
      "101",
    ])
  })

  it("are ambiguous where one key is good for several and nothing chooses: only what they agree on is said", async () => {
    const sameEvent = receiver([paid, paidElsewhere], { b: "key", c: "key" })
    assert.deepEqual(await originOf(sameEvent, signed("key")), ["transaction.paid.create", null])
    const sameLocation = receiver([customer, paid], { a: "key", b: "key" })
    assert.deepEqual(await originOf(sameLocation, signed("key")), [null, "101"])
  })

  it("have different ids for one body, as they are different events", async () => {
    const ids = await Promise.all(
      ["key-a", "key-b", "key-c"].map(async (key) => (await three.message(signed(key))).payload.id),
    )
    assert.equal(new Set(ids).size, 3)
  })

  it("stay closed where the only key left is that of a deleted row", async () => {
    const left = receiver([customer], { gone: "key-of-a-deleted-row" })
    assert.equal(await left.rejection(plain), "signature-missing")
    assert.equal(await left.rejection(signed("key-of-a-deleted-row")), "signature-mismatch")
    assert.equal(await receiver([], { gone: "key" }).rejection(signed("key")), "signature-mismatch")
  })

  it("without a key of their own are never taken for one that has", async () => {
    const mixed = receiver([customer, paid], { a: "key-a" })
    assert.deepEqual(await originOf(mixed, signed("key-a")), ["customer.create", "101"])
    assert.equal(await mixed.rejection(signed("")), "signature-mismatch")
  })
})

describe("BEAM's webhooks, without keys", () => {
  const open = receiver([customer, paid, paidElsewhere])

  it("are told by the callback URL's query, and verified as none", async () => {
    const query = { event: "transaction.paid.create", location: "205" }
    assert.deepEqual(await originOf(open, { ...plain, query }), ["transaction.paid.create", "205"])
    assert.equal((await open.message({ ...plain, query })).payload.verified, "none")
  })

  it("need only as much of a query as tells them apart", async () => {
    assert.deepEqual(await originOf(open, { ...plain, query: { event: "customer.create" } }), [
      "customer.create",
      "101",
    ])
    assert.deepEqual(await originOf(open, { ...plain, query: { location: "205" } }), [
      "transaction.paid.create",
      "205",
    ])
    assert.deepEqual(await originOf(open, { ...plain, query: { event: "transaction.paid.create" } }), [
      "transaction.paid.create",
      null,
    ])
  })

  it("may be named by the query alone, without a row", async () => {
    const query = { event: "subscriber.create", location: "7" }
    assert.deepEqual(await originOf(receiver([]), { ...plain, query }), ["subscriber.create", "7"])
  })

  it("are the only row there is", async () => {
    assert.deepEqual(await originOf(receiver([customer]), plain), ["customer.create", "101"])
  })

  it("are unknown where nothing tells", async () => {
    const { payload } = await receiver([]).message(plain)
    assert.equal(payload.type, "unknown")
    assert.equal(payload.vendorType, null)
    assert.equal((await open.message(plain)).payload.type, "unknown")
  })
})

describe("BEAM's settings", () => {
  it("take a location as a number or a text, and nothing for not known", () => {
    const { webhooks } = parseSettings(vendor.settings, {
      path: "/a",
      webhooks: [
        { id: 1, event: " customer.create ", location: 101 },
        { id: "b", event: "", location: null },
        { id: "c" },
      ],
      apiKeys: '{"1":"k"}',
    })
    assert.deepEqual(webhooks, [
      { id: "1", event: "customer.create", location: "101", keys: ["k"] },
      { id: "b", event: null, location: null, keys: [] },
      { id: "c", event: null, location: null, keys: [] },
    ])
  })

  for (const [apiKeys, code] of Object.entries({
    "not JSON": "api-keys-invalid",
    "[]": "api-keys-invalid",
    '{"a":1}': "api-keys-invalid",
    '{"a":"  "}': "secret-empty",
  })) {
    it(`refuse keys such as ${apiKeys}`, () => {
      const isRefused = (error: unknown) => error instanceof SettingError && error.code === code
      assert.throws(() => parseSettings(vendor.settings, { path: "/a", webhooks: [], apiKeys }), isRefused)
    })
  }
})
