// What each vendor's page and facts ask of its node alone.
import assert from "node:assert/strict"
import { fixtureNamed, qrSecretToken } from "../../fixtures/index.mts"
import { objectOf } from "../../support/event.mts"
import type { Request } from "../../support/http.mts"
import * as senders from "../../support/senders.mts"
import { assertError, type Bench } from "./bench.mts"

const { beam, cloud4wi, purple, qr } = senders

export function cloud4wiIn(bench: Bench): void {
  const wrong = {
    "no secret": {},
    "another secret": { "x-webhook-secret": "guessed" },
    "the beginning of the secret": { "x-webhook-secret": senders.cloud4wiSecret.slice(0, -1) },
    "both secrets in one": {
      "x-webhook-secret": `${senders.cloud4wiSecret} ${senders.previousCloud4wiSecret}`,
    },
    "the secret in another header": { "x-other": senders.cloud4wiSecret },
  }
  for (const [what, headers] of Object.entries(wrong)) {
    it(`answers 401 to ${what}, and no Catch node hears of it`, async () => {
      for (const body of [cloud4wi.fresh().body, "not JSON"]) {
        const request = { body, headers: { "content-type": "application/json", ...headers } }
        assertError(await bench.post(cloud4wi, request), 401, "unauthorized")
      }
    })
  }

  it("takes the previous secret while it is listed", async () => {
    const { body, headers } = cloud4wi.fresh()
    const request = { body, headers: { ...headers, "x-webhook-secret": senders.previousCloud4wiSecret } }
    await bench.event("cloud4wi", await bench.post(cloud4wi, request))
  })

  it("answers 400 to an empty body", async () => {
    assertError(await bench.post(cloud4wi, cloud4wi.authentic("")), 400, "empty-body")
    await bench.nodeRed.take("cloud4wi-errors")
  })

  it("keeps the exact bytes and everything that was sent", async () => {
    const fixture = fixtureNamed("cloud4wi in", "login-printed")
    const body = Buffer.from(`\n ${fixture.body().toString()}\n`)
    const { message } = await bench.event("cloud4wi", await bench.post(cloud4wi, cloud4wi.authentic(body)))
    assert.deepEqual(objectOf(message.webhook).rawBody, body)
    assert.deepEqual(objectOf(message.payload).raw, JSON.parse(body.toString()))
  })

  it("gives two events that say no time an id each", async () => {
    const request = senders.requestOf(fixtureNamed("cloud4wi in", "without-event"))
    const ids: unknown[] = []
    for (const _ of [1, 2]) {
      const { message } = await bench.event("cloud4wi", await bench.post(cloud4wi, request))
      ids.push(objectOf(message.payload).id)
    }
    assert.notEqual(ids[0], ids[1])
  })

  it("says so when no secret is configured", async () => {
    const answer = await bench.postTo("/open/cloud4wi-any", { ...cloud4wi.fresh() })
    const { message } = await bench.event("cloud4wi-any", answer)
    assert.equal(objectOf(message.payload).verified, "none")
  })

  it("answers 400 where no Catch node is, too", async () => {
    const request = cloud4wi.authentic("leaked@example.com")
    assertError(await bench.postTo("/open/cloud4wi-any", request), 400, "invalid-json")
  })
}

export function purpleIn(bench: Bench): void {
  const json = { "content-type": "application/json" }
  const probes: Record<string, Request> = {
    GET: { method: "GET" },
    HEAD: { method: "HEAD" },
    "POST without a body": {},
    "POST of an empty body": { headers: { "content-length": 0 } },
    "POST of empty JSON": { headers: { ...json, "content-length": 0 } },
    "POST of an empty form": {
      headers: { "content-type": "application/x-www-form-urlencoded", "content-length": 0 },
    },
    "POST of {}": { headers: json, body: "{}" },
  }
  for (const [what, probe] of Object.entries(probes)) {
    it(`passes "Save and validate" by ${what}`, async () => {
      const answer = await bench.post(purple, probe)
      assert.equal(answer.status, 200, answer.text)
      assert.equal(answer.headers.wifiwebhooklistener, "1")
    })
  }

  it("answers an event with the header wifiWebhookListener", async () => {
    const answer = await bench.post(purple, purple.fresh())
    await bench.event("purple", answer)
    assert.equal(answer.headers.wifiwebhooklistener, "1")
  })
}

export function beamIn(bench: Bench): void {
  const fixture = fixtureNamed("beam in", "customer-create-printed")
  const body = fixture.body().toString()
  const headers = { "content-type": "application/json" }
  const name = "x-hotspotsystem-hmac-sha256"
  const sign = senders.beamSignature
  const right = sign(body, senders.beamKey("customer.create"))
  const parsed = JSON.stringify(JSON.parse(body))

  const wrong: Record<string, Request> = {
    "no signature": { body, headers },
    "an empty signature": { body, headers: { ...headers, [name]: "" } },
    "a key that is in no row": { body, headers: { ...headers, [name]: sign(body, "another key") } },
    "one changed byte": { body: body.replace("myname", "mynome"), headers: { ...headers, [name]: right } },
    "a line break more": { body: `${body}\n`, headers: { ...headers, [name]: right } },
    "a body serialised again": { body: parsed, headers: { ...headers, [name]: right } },
    "hex instead of base64": {
      body,
      headers: { ...headers, [name]: Buffer.from(right, "base64").toString("hex") },
    },
    "half a signature": { body, headers: { ...headers, [name]: right.slice(0, 22) } },
  }
  for (const [what, request] of Object.entries(wrong)) {
    it(`answers 401 to ${what}`, async () => {
      assertError(await bench.post(beam, request), 401, "unauthorized")
    })
  }

  it("answers 401, not 400, to a body that is neither authentic nor JSON", async () => {
    assertError(
      await bench.post(beam, { body: "not JSON", headers: { ...headers, [name]: right } }),
      401,
      "unauthorized",
    )
  })

  it("answers 400 to an empty body, signed", async () => {
    assertError(await bench.post(beam, beam.authentic("")), 400, "empty-body")
    await bench.nodeRed.take("beam-errors")
  })

  for (const header of ["HTTP_X_HOTSPOTSYSTEM_HMAC_SHA256", "X-Hotspotsystem-Hmac-Sha256"]) {
    it(`reads the signature in ${header}`, async () => {
      const { body: fresh } = beam.fresh()
      const signature = sign(fresh, senders.beamKey("customer.create"))
      const answer = await bench.post(beam, { body: fresh, headers: { ...headers, [header]: signature } })
      const { message } = await bench.event("beam", answer)
      assert.equal(objectOf(message.payload).verified, "signature")
    })
  }

  it("takes the previous key while it is listed", async () => {
    const { body: fresh } = beam.fresh()
    const request = { body: fresh, headers: { ...headers, [name]: sign(fresh, senders.previousBeamKey) } }
    const { message } = await bench.event("beam", await bench.post(beam, request))
    assert.equal(objectOf(message.payload).vendorType, "customer.create")
  })

  it("tells two webhooks with the same body apart", async () => {
    const { body: fresh } = beam.fresh()
    const ids: unknown[] = []
    for (const event of ["customer.create", "subscriber.create"]) {
      const { message } = await bench.event("beam", await bench.post(beam, senders.beamRequest(fresh, event)))
      const { id, vendorType } = objectOf(message.payload)
      assert.equal(vendorType, event)
      ids.push(id)
    }
    assert.notEqual(ids[0], ids[1])
  })

  it("without keys, takes the event and the location from the callback URL", async () => {
    const query = { event: "transaction.mac.create", location: "55" }
    const answer = await bench.postTo("/open/beam-any", { body: beam.fresh().body, headers, query })
    const { type, vendorType, venue, verified } = objectOf(
      (await bench.event("beam-any", answer)).message.payload,
    )
    assert.deepEqual(
      { type, vendorType, verified },
      { type: "guest.connected", vendorType: query.event, verified: "none" },
    )
    assert.equal(objectOf(venue).id, query.location)
  })

  it("without keys, takes the only row there is", async () => {
    const answer = await bench.postTo("/open/beam-one", { body: beam.fresh().body, headers })
    const { type, venue } = objectOf((await bench.event("beam-one", answer)).message.payload)
    assert.equal(type, "guest.subscribed")
    assert.equal(objectOf(venue).id, "7")
  })

  it("without keys, rows or parameters, emits an unknown event", async () => {
    const { body: fresh } = beam.fresh()
    const answer = await bench.postTo("/open/beam-any", { body: fresh, headers })
    const { type, raw } = objectOf((await bench.event("beam-any", answer)).message.payload)
    assert.equal(type, "unknown")
    assert.deepEqual(raw, JSON.parse(fresh))
  })
}

export function qrWebhookIn(bench: Bench): void {
  const form = { "content-type": "application/x-www-form-urlencoded" }
  const parameters = {
    event: "LEAD_CREATED",
    timestamp: "1717236000",
    email: "lead@example.com",
    name: "Lead Person",
  }
  const urlencoded = (more: Record<string, string>) =>
    new URLSearchParams({ ...parameters, ...more }).toString()

  const wrong: Record<string, Request> = {
    "no token": { body: urlencoded({}), headers: form },
    "an empty token": { body: urlencoded({ secrettoken: "" }), headers: form },
    "another token": { body: urlencoded({ secrettoken: "guessed" }), headers: form },
    "the beginning of the token": {
      body: urlencoded({ secrettoken: qrSecretToken.slice(0, -1) }),
      headers: form,
    },
    "nothing at all": { headers: { "content-length": 0 } },
    "a JSON body with another token": {
      body: JSON.stringify({ ...parameters, secrettoken: "guessed" }),
      headers: { "content-type": "application/json" },
    },
  }
  for (const [what, request] of Object.entries(wrong)) {
    it(`answers 401 to ${what}`, async () => {
      assertError(await bench.post(qr, request), 401, "unauthorized")
    })
  }

  it("tells nobody of a body that is neither authentic nor JSON", async () => {
    const answer = await bench.post(qr, { body: "{", headers: { "content-type": "application/json" } })
    assert.ok([400, 401].includes(answer.status), answer.text)
  })

  it("takes the previous token while it is listed", async () => {
    const body = urlencoded({ secrettoken: senders.previousQrToken })
    await bench.event("qr", await bench.post(qr, { body, headers: form }))
  })

  it("reads multipart/form-data", async () => {
    const body = multipart({
      ...parameters,
      name: "Ünïcode\r\nLead",
      timestamp: "1717236001",
      secrettoken: qrSecretToken,
    })
    const headers = { "content-type": "multipart/form-data; boundary=limit" }
    const { message } = await bench.event("qr", await bench.post(qr, { body, headers }))
    const { type, guest, time } = objectOf(message.payload)
    assert.deepEqual([type, time], ["lead.created", "2024-06-01T10:00:01.000Z"])
    assert.equal(objectOf(guest).email, "lead@example.com")
  })

  it("knows a retry whose parameters come in another order", async () => {
    const sent: [string, string][] = Object.entries({
      ...parameters,
      timestamp: "1717236002",
      secrettoken: qrSecretToken,
    })
    const first = await bench.post(qr, { body: new URLSearchParams(sent).toString(), headers: form })
    await bench.event("qr", first)
    const again = await bench.post(qr, {
      body: new URLSearchParams(sent.reverse()).toString(),
      headers: form,
    })
    assert.deepEqual(again.json, { ...objectOf(first.json), duplicate: true })
  })

  it("keeps the parameters but neither the token nor the bytes that carry it", async () => {
    const body = urlencoded({ timestamp: "1717236003", secrettoken: qrSecretToken, extra: "kept" })
    const { message } = await bench.event("qr", await bench.post(qr, { body, headers: form }))
    assert.equal(objectOf(message.webhook).rawBody, null)
    assert.deepEqual(objectOf(message.payload).raw, { ...parameters, timestamp: "1717236003", extra: "kept" })
  })

  it("removes a token that comes as a query parameter", async () => {
    const request = {
      body: urlencoded({ timestamp: "1717236004" }),
      headers: form,
      query: { secrettoken: qrSecretToken },
    }
    const { message } = await bench.event("qr", await bench.post(qr, request))
    const { query, url } = objectOf(message.webhook)
    assert.deepEqual(query, {})
    assert.ok(!String(url).includes(qrSecretToken), String(url))
  })

  it("answers 400 to an empty request where no token is configured", async () => {
    assertError(
      await bench.postTo("/open/qr-any", { headers: { ...form, "content-length": 0 } }),
      400,
      "empty-body",
    )
  })

  it("removes the token where none is configured, too", async () => {
    const body = urlencoded({ timestamp: "1717236005", secrettoken: qrSecretToken })
    const { message } = await bench.event(
      "qr-any",
      await bench.postTo("/open/qr-any", { body, headers: form }),
    )
    assert.equal(objectOf(message.payload).verified, "none")
  })
}

function multipart(fields: Record<string, string>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--limit\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return `${parts.join("")}--limit--\r\n`
}
