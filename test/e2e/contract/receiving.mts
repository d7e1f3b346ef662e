// What every in-node answers and emits: the rows of section 4's table.
import assert from "node:assert/strict"
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { fixtures } from "../../fixtures/index.mts"
import { assertEvent, objectOf } from "../../support/event.mts"
import type { Request } from "../../support/http.mts"
import { requestOf, type Sender } from "../../support/senders.mts"
import { assertError, type Bench, maxBody, pathOf } from "./bench.mts"

/** More than a connection's buffers hold. */
const flood = 64 * 1024 * 1024

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

export function receives(bench: Bench, sender: Sender): void {
  for (const fixture of fixtures.filter(({ vendor }) => vendor === sender.type)) {
    it(`emits the event of ${fixture.file} (${fixture.provenance})`, async () => {
      const answer = await bench.post(sender, requestOf(fixture))
      const { message } = await bench.event(sender.source, answer)
      assertEvent(message.payload, fixture.expected())
      assert.equal(objectOf(message.payload).verified, sender.verified)
      assert.equal(message.topic, fixture.expected().type)
    })
  }

  it("says in msg.webhook how the event arrived", async () => {
    const request = sender.fresh()
    const { message } = await bench.event(sender.source, await bench.post(sender, request))
    const { source, method, url, receivedAt, ip, attempt, redelivered, rawBody } = objectOf(message.webhook)
    assert.deepEqual(
      { source, method, attempt, redelivered },
      { source: sender.source, method: "POST", attempt: 1, redelivered: false },
    )
    assert.ok(String(url).endsWith(pathOf(sender)), String(url))
    assert.match(String(receivedAt), isoTime)
    assert.equal(receivedAt, objectOf(message.payload).receivedAt)
    assert.match(String(ip), /127\.0\.0\.1/)
    // For QR the bytes would carry the token.
    assert.deepEqual(rawBody, sender.source === "qr" ? null : Buffer.from(request.body))
  })

  it("emits no msg.headers and no msg.to, which mail and HTTP nodes would send on", async () => {
    const { message } = await bench.event(sender.source, await bench.post(sender, sender.fresh()))
    assert.ok(!("headers" in message) && !("to" in message), Object.keys(message).join())
  })

  it("answers a repeated event with its id and emits it once", async () => {
    const request = sender.fresh()
    const first = await bench.post(sender, request)
    await bench.event(sender.source, first)
    const second = await bench.post(sender, request)
    assert.equal(second.status, 200)
    assert.deepEqual(second.json, { ...objectOf(first.json), duplicate: true })
  })

  compressed(bench, sender)
  tooLong(bench, sender)
  refused(bench, sender)
}

function compressed(bench: Bench, sender: Sender): void {
  const encodings = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }
  for (const [encoding, compress] of Object.entries(encodings)) {
    it(`reads a ${encoding} body as the event it is`, async () => {
      const { body, ...request } = sender.fresh()
      const headers = { ...request.headers, "content-encoding": encoding }
      const first = await bench.post(sender, { ...request, headers, body: compress(body) })
      const { message } = await bench.event(sender.source, first)
      assert.equal(objectOf(message.payload).verified, sender.verified)
      assert.deepEqual((await bench.post(sender, { ...request, body })).json, {
        ...objectOf(first.json),
        duplicate: true,
      })
    })
  }

  it("refuses an encoding it does not know, and a body that is not what its encoding says", async () => {
    const { body, ...request } = sender.fresh()
    const encoded = (encoding: string): Request => ({
      ...request,
      body,
      headers: { ...request.headers, "content-encoding": encoding },
    })
    assertError(await bench.post(sender, encoded("compress")), 415, "unsupported-encoding")
    const broken = await bench.post(sender, encoded("gzip"))
    assert.equal(broken.status, 400, broken.text)
  })
}

function tooLong(bench: Bench, sender: Sender): void {
  const long = JSON.stringify({ padding: "x".repeat(maxBody) })

  it("refuses a body declared longer than maxBody before it has come", async () => {
    const { headers, query } = sender.authentic(long)
    const request = {
      headers: { ...headers, "content-length": maxBody + 1 },
      query,
      body: "{",
      chunk: 1,
      unfinished: true,
    }
    assertError(await bench.post(sender, request), 413, "body-too-large")
  })

  it("refuses a body without a declared length as soon as it is longer than maxBody", async () => {
    const request = { ...sender.authentic(long), chunk: 16_384, unfinished: true }
    assertError(await bench.post(sender, request), 413, "body-too-large")
  })

  const lengths = {
    declared: { "content-length": String(flood) },
    undeclared: { "transfer-encoding": "chunked" },
  }
  for (const [what, length] of Object.entries(lengths)) {
    it(`does not read on after refusing a body of ${what} length`, async () => {
      const sent = await bench.pour(sender, { "content-type": "application/json", ...length }, flood)
      assert.ok(sent < flood, "all of it went out")
    })
  }

  it("refuses a small body that decompresses to more than maxBody", async () => {
    const { headers, query } = sender.authentic(long)
    const body = gzipSync(long)
    assert.ok(body.length < 1_000)
    const request = { headers: { ...headers, "content-encoding": "gzip" }, query, body }
    assertError(await bench.post(sender, request), 413, "body-too-large")
  })

  it("takes a body of exactly maxBody bytes", async () => {
    const { body, ...request } = sender.fresh()
    const padded = pad(body)
    assert.equal(Buffer.byteLength(padded), maxBody)
    const headers = { ...request.headers, ...sender.authentic(padded).headers }
    const { message } = await bench.event(
      sender.source,
      await bench.post(sender, { ...request, headers, body: padded }),
    )
    assert.match(String(objectOf(objectOf(message.payload).raw).padding), /^x+$/)
  })
}

/** Fills up an event of JSON or form parameters to maxBody bytes. */
function pad(body: string): string {
  const [start, end] = body.startsWith("{")
    ? [`${body.slice(0, -1)},"padding":"`, '"}']
    : [`${body}&padding=`, ""]
  return `${start}${"x".repeat(maxBody - Buffer.byteLength(start + end))}${end}`
}

function refused(bench: Bench, sender: Sender): void {
  for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE"].filter(
    (name) => !sender.allow.includes(name),
  )) {
    it(`refuses ${method} and says what is allowed`, async () => {
      const { query, headers } = sender.authentic("")
      const answer = await bench.post(sender, { method, query, headers })
      assert.equal(answer.headers.allow, sender.allow)
      if (method === "HEAD") assert.equal(answer.status, 405)
      else assertError(answer, 405, "method-not-allowed")
    })
  }

  it("refuses a content type that it does not read", async () => {
    const { body } = sender.fresh()
    assertError(
      await bench.post(sender, sender.authentic(body, "image/png")),
      415,
      "unsupported-content-type",
    )
  })

  const unreadable: [string, string, string[]][] = [
    ["that is not JSON", '{"email": "leaked@example.com"', ["invalid-json"]],
    ["of text", "leaked@example.com", ["invalid-json"]],
    ["that is a list", '[{"email": "leaked@example.com"}]', ["not-an-object"]],
    ["that is null", "null", ["not-an-object"]],
    ["that is a string", '"leaked@example.com"', ["not-an-object"]],
  ]
  for (const [what, body, codes] of unreadable) {
    it(`answers 400 to an authentic body ${what}, and a Catch node gets the error`, async () => {
      assertError(await bench.post(sender, sender.authentic(body, "application/json")), 400, ...codes)
      const { message } = await bench.nodeRed.take(`${sender.source}-errors`)
      assert.equal(objectOf(objectOf(message.error).source).id, sender.source)
    })
  }
}
