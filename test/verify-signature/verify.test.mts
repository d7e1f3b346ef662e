// Every preset against the example that its sender publishes, and everything that must be rejected.
import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import fc from "fast-check"
import { SettingError } from "../../dist/shared/core/errors.js"
import { digestOf } from "../../dist/shared/core/secrets.js"
import { parseSettings } from "../../dist/shared/core/settings.js"
import { PRESETS } from "../../dist/verify-signature/presets.js"
import { settings } from "../../dist/verify-signature/schema.js"
import type { SignedMessage } from "../../dist/verify-signature/signed-message.js"
import { createVerifier, type Fault } from "../../dist/verify-signature/verify.js"

type Properties = Record<string, unknown>

interface Example {
  preset: string
  /** Where the example is published, or how it was made where its sender publishes none. */
  source: string
  secret: string
  body: string
  headers: Record<string, string>
  /** The header that carries the signature. */
  signature: string
  /** When it was signed, in Unix seconds, where the signature covers a time. */
  time?: number
}

const EXAMPLES: Example[] = [
  {
    preset: "github",
    source: "docs.github.com, Validating webhook deliveries, Testing the webhook payload validation",
    secret: "It's a Secret to Everybody",
    body: "Hello, World!",
    headers: {
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    },
    signature: "x-hub-signature-256",
  },
  {
    preset: "slack",
    source: "docs.slack.dev, Verifying requests from Slack",
    secret: "8f742231b10e8888abcd99yyyzzz85a5",
    body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    headers: {
      "x-slack-request-timestamp": "1531420618",
      "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    },
    signature: "x-slack-signature",
    time: 1531420618,
  },
  {
    preset: "standard-webhooks",
    source: "github.com/standard-webhooks/standard-webhooks, the libraries' common test vector",
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    body: '{"test": 2432232314}',
    headers: {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    signature: "webhook-signature",
    time: 1614265330,
  },
  {
    preset: "stripe",
    source: `made, as none is published: printf '1492774577.{"id":"evt_1","object":"event"}' | openssl dgst -sha256 -hmac whsec_example`,
    secret: "whsec_example",
    body: '{"id":"evt_1","object":"event"}',
    headers: {
      "stripe-signature":
        "t=1492774577,v1=ceba62dd13103ba16006e02ce26a4380913a25bcbf1cd4cf93d41b1a5f0d9196,v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39",
    },
    signature: "stripe-signature",
    time: 1492774577,
  },
  {
    preset: "shopify",
    source: `made, as none is published: printf '{"id":820982911946154508}' | openssl dgst -sha256 -hmac shopify-example -binary | base64`,
    secret: "shopify-example",
    body: '{"id":820982911946154508}',
    headers: { "x-shopify-hmac-sha256": "/s2LOFFBaq8Mx+7OPg3PGdiOX9dfIijPLlnpTKAOgUk=" },
    signature: "x-shopify-hmac-sha256",
  },
  {
    preset: "beam",
    source: `made after FACTS.md B1: printf '{"id":1}' | openssl dgst -sha256 -hmac beam-example -binary | base64`,
    secret: "beam-example",
    body: '{"id":1}',
    headers: { "x-hotspotsystem-hmac-sha256": "8ekD8ifjD6kVnlXNk5ImdKInTeCLl5py0GoqxGlGIf0=" },
    signature: "x-hotspotsystem-hmac-sha256",
  },
]

function messageWith(known: Partial<SignedMessage>): SignedMessage {
  return {
    method: "POST",
    url: "/hook",
    headers: {},
    query: {},
    bytes: Buffer.alloc(0),
    payload: undefined,
    ...known,
  }
}

/** @param now Unix seconds */
async function check(properties: Properties, message: Partial<SignedMessage>, now = 0): Promise<Fault> {
  const verifier = createVerifier(parseSettings(settings, properties), async () => true)
  return verifier(messageWith(message), now * 1000)
}

for (const { preset, source, secret, body, headers, signature, time } of EXAMPLES) {
  const signed = { headers, bytes: Buffer.from(body) }
  const now = time ?? Date.now() / 1000

  describe(`the preset ${preset}`, () => {
    it(`takes the example of ${source}`, async () => {
      assert.equal(await check({ preset, secret }, signed, now), null)
    })

    it("takes any of several secrets, while they are changed", async () => {
      assert.equal(await check({ preset, secret: `another\n${secret}\n` }, signed, now), null)
    })

    it("rejects another secret", async () => {
      assert.equal(await check({ preset, secret: `x${secret}` }, signed, now), "signature-mismatch")
      assert.equal(await check({ preset, secret: "another" }, signed, now), "signature-mismatch")
    })

    it("rejects a body with one changed byte", async () => {
      for (const index of [0, body.length - 1]) {
        const bytes = Buffer.from(body)
        bytes[index] = (bytes[index] ?? 0) ^ 1
        assert.equal(await check({ preset, secret }, { headers, bytes }, now), "signature-mismatch")
      }
    })

    it("rejects a signature that is missing, empty, or of another kind", async () => {
      const withSignature = (value: string | undefined) => ({ ...headers, [signature]: value })
      const fault = (value: string | undefined) =>
        check({ preset, secret }, { ...signed, headers: withSignature(value) }, now)
      assert.equal(await fault(undefined), "signature-header-missing")
      assert.equal(await fault(""), "signature-header-missing")
      for (const value of ["nonsense", "sha1=00", "t=,v1=", "v1a,x"])
        assert.notEqual(await fault(value), null)
    })

    it("rejects a message without the exact bytes, even where its payload would fit", async () => {
      assert.equal(
        await check({ preset, secret }, { headers, bytes: null, payload: body }, now),
        "raw-body-missing",
      )
    })
  })

  if (time === undefined) continue

  describe(`the preset ${preset}, which signs the time`, () => {
    it("takes five minutes of difference, before and after, and no second more", async () => {
      for (const seconds of [-300, 300])
        assert.equal(await check({ preset, secret }, signed, now + seconds), null)
      for (const seconds of [-301, 301]) {
        assert.equal(await check({ preset, secret }, signed, now + seconds), "timestamp-outside-tolerance")
      }
    })

    it("takes as much difference as its tolerance says", async () => {
      assert.equal(await check({ preset, secret, tolerance: "10" }, signed, now + 10), null)
      assert.equal(
        await check({ preset, secret, tolerance: "10" }, signed, now + 11),
        "timestamp-outside-tolerance",
      )
    })

    it("does not take another time than the signed one", async () => {
      const later = JSON.parse(JSON.stringify(headers).replaceAll(String(time), String(time + 60)))
      assert.equal(
        await check({ preset, secret }, { ...signed, headers: later }, now + 60),
        "signature-mismatch",
      )
    })

    it("does not do without a time", async () => {
      const without = JSON.parse(
        JSON.stringify(headers)
          .replaceAll(/t=\d+,/g, "")
          .replaceAll(String(time), ""),
      )
      assert.equal(await check({ preset, secret }, { ...signed, headers: without }, now), "timestamp-missing")
      const nonsense = JSON.parse(JSON.stringify(headers).replaceAll(String(time), "yesterday"))
      assert.equal(
        await check({ preset, secret }, { ...signed, headers: nonsense }, now),
        "timestamp-missing",
      )
    })
  })
}

describe("the presets", () => {
  it("are all tried here or below", () => {
    const tried = [...EXAMPLES.map(({ preset }) => preset), "qr", "cloud4wi"]
    assert.deepEqual(tried.sort(), Object.keys(PRESETS).sort())
  })

  it("reject everything with the wrong kind of Stripe's signature: v0 is a test scheme", async () => {
    const [stripe] = EXAMPLES.filter(({ preset }) => preset === "stripe")
    const headers = { "stripe-signature": stripe?.headers["stripe-signature"]?.replace("v1=", "v0=") }
    const message = { headers, bytes: Buffer.from(stripe?.body ?? "") }
    assert.equal(
      await check({ preset: "stripe", secret: stripe?.secret }, message, stripe?.time),
      "signature-encoding",
    )
  })

  it("take one right signature among several, as senders do while they change a secret", async () => {
    const stripe = (secret: string) => createHmac("sha256", secret).update("1700000000.{}").digest("hex")
    const headers = { "stripe-signature": `t=1700000000,v1=${stripe("other")},v1=${stripe("mine")}` }
    const message = { headers, bytes: Buffer.from("{}") }
    assert.equal(await check({ preset: "stripe", secret: "mine" }, message, 1_700_000_000), null)
    assert.equal(
      await check({ preset: "stripe", secret: "third" }, message, 1_700_000_000),
      "signature-mismatch",
    )
  })

  it("reject everything where a Standard Webhooks secret holds no key, rather than take an empty one", async () => {
    const signature = createHmac("sha256", "").update("msg-1.1700000000.{}").digest("base64")
    const headers = {
      "webhook-id": "msg-1",
      "webhook-timestamp": "1700000000",
      "webhook-signature": `v1,${signature}`,
    }
    const message = { headers, bytes: Buffer.from("{}") }
    for (const secret of ["whsec_", "whsec_!", "!!!"]) {
      const fault = await check({ preset: "standard-webhooks", secret }, message, 1_700_000_000).catch(String)
      assert.notEqual(fault, null, secret)
    }
  })

  it("read BEAM's signature under its documented name, too (FACTS.md B2)", async () => {
    const signature = "8ekD8ifjD6kVnlXNk5ImdKInTeCLl5py0GoqxGlGIf0="
    const headers = { http_x_hotspotsystem_hmac_sha256: signature }
    assert.equal(
      await check({ preset: "beam", secret: "beam-example" }, { headers, bytes: Buffer.from('{"id":1}') }),
      null,
    )
  })

  it("say so where hex came instead of base64", async () => {
    const hex = createHmac("sha256", "k").update("{}").digest("hex")
    const message = { headers: { "x-shopify-hmac-sha256": hex }, bytes: Buffer.from("{}") }
    assert.equal(await check({ preset: "shopify", secret: "k" }, message), "signature-encoding")
  })
})

describe("a custom signature", () => {
  const secret = "custom-secret"
  const body = Buffer.from('{"a": 1}')

  it("covers what its template says, of the request as received", async () => {
    const template = "{method}|{url}|{timestamp}|{id}|{body}"
    const signature = createHmac("sha512", secret)
      .update(`PUT|/hook?b=2&a=1|1700000000|msg-1|${body}`)
      .digest("base64url")
    const properties = {
      preset: "custom",
      method: "hmac",
      algorithm: "sha512",
      encoding: "base64url",
      header: "X-Signature",
      prefix: "sig:",
      template,
      timestampHeader: "X-Time",
      secret,
    }
    const headers = { "x-signature": `sig:${signature}`, "x-time": "1700000000", "webhook-id": "msg-1" }
    const message = { method: "PUT", url: "/hook?b=2&a=1", headers, bytes: body }
    assert.equal(await check(properties, message, 1_700_000_000), null)
    assert.equal(
      await check(properties, { ...message, url: "/hook?a=1&b=2" }, 1_700_000_000),
      "signature-mismatch",
    )
    assert.equal(await check(properties, { ...message, method: "POST" }, 1_700_000_000), "signature-mismatch")
    const { "webhook-id": _, ...anonymous } = headers
    assert.equal(
      await check(properties, { ...message, headers: anonymous }, 1_700_000_000),
      "identifier-missing",
    )
    const { "x-time": __, ...timeless } = headers
    assert.equal(
      await check(properties, { ...message, headers: timeless }, 1_700_000_000),
      "timestamp-missing",
    )
  })

  it("is over the body alone, SHA-256 in hex, where nothing else was chosen", async () => {
    const signature = createHmac("sha256", secret).update(body).digest("hex")
    const message = { headers: { "x-signature": signature }, bytes: body }
    assert.equal(await check({ header: "x-signature", secret }, message), null)
    assert.equal(
      await check({ header: "x-signature", prefix: "sha256=", secret }, message),
      "signature-encoding",
    )
  })

  it("checks a timestamp also where the signature does not cover it", async () => {
    const signature = createHmac("sha256", secret).update(body).digest("hex")
    const headers = { "x-signature": signature, "x-time": "1700000000" }
    const properties = { header: "x-signature", timestampHeader: "x-time", secret }
    assert.equal(await check(properties, { headers, bytes: body }, 1_700_000_000), null)
    assert.equal(
      await check(properties, { headers, bytes: body }, 1_700_001_000),
      "timestamp-outside-tolerance",
    )
  })

  it("is found under its header only: names that objects know are none", async () => {
    for (const header of ["constructor", "__proto__", "toString"]) {
      assert.equal(await check({ header, secret }, { bytes: body }), "signature-header-missing")
    }
  })

  it("rejects whatever nobody signed", async () => {
    const value = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f]{64}$/))
    await fc.assert(
      fc.asyncProperty(value, fc.uint8Array(), async (signature, bytes) => {
        const message = { headers: { "x-signature": signature }, bytes: Buffer.from(bytes) }
        assert.notEqual(await check({ header: "x-signature", secret }, message), null)
      }),
    )
  })
})

describe("a token", () => {
  const secret = "first-token\nsecond-token"

  it("is in the header that Cloud4Wi's administrator chose (FACTS.md C3)", async () => {
    const cloud4wi = { preset: "cloud4wi", secret }
    assert.equal(await check(cloud4wi, { headers: { "x-webhook-secret": "second-token" } }), null)
    assert.equal(
      await check({ ...cloud4wi, header: "X-Api-Key" }, { headers: { "x-api-key": "first-token" } }),
      null,
    )
    assert.equal(await check(cloud4wi, { headers: { "x-webhook-secret": "third" } }), "token-mismatch")
    assert.equal(await check(cloud4wi, {}), "header-missing")
  })

  it("is among QR's parameters, however they were sent (FACTS.md Q1, Q2)", async () => {
    const sent: Record<string, Partial<SignedMessage>> = {
      form: {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        bytes: Buffer.from("secrettoken=second-token&a=1"),
      },
      JSON: {
        headers: { "content-type": "application/json" },
        bytes: Buffer.from('{"secrettoken":"second-token"}'),
      },
      multipart: {
        headers: { "content-type": "multipart/form-data; boundary=x" },
        bytes: Buffer.from(
          '--x\r\nContent-Disposition: form-data; name="secrettoken"\r\n\r\nsecond-token\r\n--x--\r\n',
        ),
      },
      query: { query: { secrettoken: "second-token" } },
      "a parsed body": { bytes: null, payload: { secrettoken: "second-token" } },
    }
    for (const [how, message] of Object.entries(sent)) {
      assert.equal(await check({ preset: "qr", secret }, message), null, how)
      assert.equal(await check({ preset: "qr", secret: "other" }, message), "token-mismatch", how)
    }
    assert.equal(await check({ preset: "qr", secret }, {}), "token-missing")
    assert.equal(
      await check({ preset: "qr", secret }, { bytes: null, payload: "secrettoken" }),
      "token-missing",
    )
  })

  it("may have a prefix, such as Bearer's", async () => {
    const bearer = { method: "token", header: "Authorization", prefix: "Bearer ", secret }
    assert.equal(await check(bearer, { headers: { authorization: "Bearer first-token" } }), null)
    assert.equal(await check(bearer, { headers: { authorization: "first-token" } }), "token-mismatch")
  })

  it("may be in a field within fields", async () => {
    const properties = { method: "token", field: "auth.token", secret }
    assert.equal(await check(properties, { bytes: null, payload: { auth: { token: "first-token" } } }), null)
    assert.equal(
      await check(properties, { bytes: null, payload: { "auth.token": "first-token" } }),
      "token-missing",
    )
  })

  it("is not one where it is no text", async () => {
    for (const value of [null, 7, ["first-token"], { a: "first-token" }, ""]) {
      assert.equal(
        await check({ preset: "qr", secret }, { bytes: null, payload: { secrettoken: value } }),
        "token-missing",
      )
    }
  })

  it("is known by its digest after our in-nodes, which emit no token", async () => {
    for (const preset of ["qr", "cloud4wi"]) {
      assert.equal(await check({ preset, secret }, { tokenDigest: digestOf("second-token") }), null)
      assert.equal(
        await check({ preset, secret }, { tokenDigest: digestOf("third-token") }),
        "token-mismatch",
      )
    }
  })
})

describe("the settings", () => {
  function refused(properties: Properties, code: string): void {
    assert.throws(
      () => parseSettings(settings, { preset: "github", secret: "s", ...properties }),
      (error) => error instanceof SettingError && error.code === code,
    )
  }

  it("do not do without a secret", () => {
    for (const secret of [undefined, null, "", "  ", "\n"]) refused({ secret }, "secret-empty")
  })

  it("do not let a tolerance of 0 switch the check of the time off", () => {
    for (const tolerance of [0, "0", -1, "1.5", "never"]) refused({ tolerance }, "tolerance-invalid")
  })

  it("refuse an algorithm that is no HMAC anyone should use", () => {
    for (const algorithm of ["md5", "none", "SHA256"]) refused({ algorithm }, "setting-invalid")
  })
})
