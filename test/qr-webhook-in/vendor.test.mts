// Every way that parameters arrive (FACTS.md Q1), and the token that none of them leaves behind (Q2).
import assert from "node:assert/strict"
import fc from "fast-check"
import { vendor } from "../../dist/qr-webhook-in/vendor.js"
import { isDigestOfAny } from "../../dist/shared/core/secrets.js"
import { messageAgain } from "../../dist/shared/http/receive.js"
import { receiverOf } from "../shared/http/receiver.mts"
import type { Request } from "../support/http.mts"

const TOKEN = "S3cret&Tokén=+% \"'"
const FORM = "application/x-www-form-urlencoded"
const JSON_TYPE = "application/json"

type Parameters = Record<string, string>
const scan: Parameters = {
  event: "QR_CODE_SCANNED",
  timestamp: "1717236060",
  user: "mirabello",
  code: "https://qr.example/AbC1",
}

function withType(type: string, body: string, query: Parameters = {}): Request {
  return { body, headers: { "content-type": type }, query }
}

function form(parameters: Parameters): string {
  return new URLSearchParams(parameters).toString()
}

function multipart(parameters: Parameters, boundary = "----boundary7MA4"): string {
  const parts = Object.entries(parameters).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return `${parts.join("")}--${boundary}--\r\n`
}

const MULTIPART = "multipart/form-data; boundary=----boundary7MA4"

/** Each way to send parameters and the token. */
const encodings: Record<string, (parameters: Parameters, token: Parameters) => Request> = {
  form: (parameters, token) => withType(FORM, form({ ...parameters, ...token })),
  "multipart/form-data": (parameters, token) => withType(MULTIPART, multipart({ ...parameters, ...token })),
  JSON: (parameters, token) => withType(JSON_TYPE, JSON.stringify({ ...parameters, ...token })),
  "JSON that is called a form": (parameters, token) =>
    withType(FORM, JSON.stringify({ ...parameters, ...token })),
  "query parameters": (parameters, token) => ({ query: { ...parameters, ...token } }),
  "a form, with the token in the query": (parameters, token) => withType(FORM, form(parameters), token),
  "JSON, with the token in the query": (parameters, token) =>
    withType(JSON_TYPE, JSON.stringify(parameters), token),
  "query parameters, with the token in the form": (parameters, token) =>
    withType(FORM, form(token), parameters),
}

const receiver = receiverOf(vendor, { secretToken: `other\n${TOKEN}` })
const open = receiverOf(vendor, {})

describe("QR webhooks", () => {
  for (const [name, send] of Object.entries(encodings)) {
    it(`are read from ${name}`, async () => {
      const { payload } = await receiver.message(send(scan, { secrettoken: TOKEN }))
      assert.equal(payload.type, "qr.scanned")
      assert.equal(payload.time, "2024-06-01T10:01:00.000Z")
      assert.equal(payload.qr?.code, scan.code)
      assert.equal(payload.verified, "token")
      assert.deepEqual(payload.raw, scan)
    })

    it(`in ${name} are rejected without the token or with another one`, async () => {
      assert.equal(await receiver.rejection(send(scan, {})), "token-missing")
      assert.equal(await receiver.rejection(send(scan, { secrettoken: "" })), "token-missing")
      assert.equal(await receiver.rejection(send(scan, { secrettoken: `${TOKEN}x` })), "token-mismatch")
    })

    it(`in ${name} leave the token behind in no part of the message, nor in what is kept`, async () => {
      const names = fc.oneof(
        fc.stringMatching(/^[a-z_]{1,8}$/),
        fc.constantFrom("querystring", "email", "token"),
      )
      const parameters = fc.dictionary(names, fc.stringMatching(/^[a-zA-Z0-9 .:/-]{0,20}$/), {
        noNullPrototype: true,
      })
      const token = fc.stringMatching(/^[A-Za-z0-9+/=]{24,40}$/)
      const spelling = fc.constantFrom("secrettoken", "SecretToken", "SECRETTOKEN")
      await fc.assert(
        fc.asyncProperty(parameters, token, spelling, async (sent, secret, key) => {
          const { message, delivery } = await open.accepted(send({ ...scan, ...sent }, { [key]: secret }))
          for (const trace of [
            JSON.stringify(message),
            JSON.stringify(delivery.envelope),
            delivery.content.toString(),
          ]) {
            for (const form of [secret, encodeURIComponent(secret)]) assert.ok(!trace.includes(form), trace)
          }
          assert.equal(message.webhook.rawBody, null)
        }),
      )
    })
  }

  it("have one id in whatever order a form's parameters come", async () => {
    const shuffled = fc.shuffledSubarray(Object.entries(scan), { minLength: Object.keys(scan).length })
    const { payload } = await open.message(withType(FORM, form(scan)))
    await fc.assert(
      fc.asyncProperty(shuffled, async (entries) => {
        const again = await open.message(withType(FORM, form(Object.fromEntries(entries))))
        assert.equal(again.payload.id, payload.id)
      }),
    )
  })

  it("keep their ids when the token is changed", async () => {
    const ids = await Promise.all(
      ["first", "second"].map(
        async (secrettoken) =>
          (await open.message(withType(FORM, form({ ...scan, secrettoken })))).payload.id,
      ),
    )
    assert.equal(ids[0], ids[1])
  })

  for (const [name, send] of Object.entries(encodings)) {
    it(`in ${name} have two ids where one parameter differs`, async () => {
      const one = await open.message(send({ ...scan, uniqueid: "1" }, { secrettoken: TOKEN }))
      const other = await open.message(send({ ...scan, uniqueid: "2" }, { secrettoken: TOKEN }))
      assert.notEqual(one.payload.id, other.payload.id)
    })
  }

  it("have two ids where only the query differs, also beside a JSON body", async () => {
    const send = (uniqueid: string) =>
      withType(JSON_TYPE, JSON.stringify({ secrettoken: TOKEN }), { ...scan, uniqueid })
    const [one, other] = [await open.message(send("1")), await open.message(send("2"))]
    assert.notEqual(one.payload.id, other.payload.id)
  })

  it("hand on only the token's digest where none is configured to check it", async () => {
    const { payload, webhook } = await open.message(withType(FORM, form({ ...scan, secrettoken: TOKEN })))
    assert.equal(payload.verified, "none")
    assert.ok(isDigestOfAny(webhook.tokenDigest ?? "", [TOKEN]))
    const checked = await receiver.message(withType(FORM, form({ ...scan, secrettoken: TOKEN })))
    assert.equal(checked.webhook.tokenDigest, undefined)
  })

  it("are emitted again from what was kept without the token", async () => {
    const { delivery, message } = await receiver.accepted(
      withType(FORM, form({ ...scan, secrettoken: TOKEN })),
    )
    const again = await messageAgain({ delivery, attempt: 2 }, vendor)
    assert.deepEqual(again.payload, message.payload)
  })

  it("say what is wrong with a body that has nothing in it or cannot be read", async () => {
    assert.equal(await open.rejection(withType(FORM, "")), "empty-body")
    assert.equal(await open.rejection(withType(JSON_TYPE, "[1]")), "not-an-object")
    assert.equal(await open.rejection(withType(JSON_TYPE, "nonsense")), "invalid-json")
    assert.equal(await open.rejection(withType("multipart/form-data", "x")), "invalid-parameters")
    assert.equal(await open.rejection(withType("text/xml", "<a/>")), "unsupported-content-type")
    assert.equal(
      await open.rejection(withType(FORM, Array.from({ length: 1001 }, (_, n) => `p${n}=1`).join("&"))),
      "too-many-fields",
    )
  })

  it("are checked before their body is read, where the query has the token", async () => {
    const nonsense = (secrettoken: string) => withType(JSON_TYPE, "nonsense", { secrettoken })
    assert.equal(await receiver.rejection(nonsense("guessed")), "token-mismatch")
    const outcome = await receiver.outcome(nonsense(TOKEN))
    assert.deepEqual(outcome.kind === "rejected" && [outcome.error.code, outcome.authentic], [
      "invalid-json",
      true,
    ])
  })

  it("are not believed where the token cannot be read", async () => {
    const outcome = await receiver.outcome(withType(JSON_TYPE, "nonsense"))
    assert.equal(outcome.kind === "rejected" && outcome.authentic, false)
  })
})
