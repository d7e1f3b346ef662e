// The node in a flow: behind our in-nodes, which hand on the exact bytes, and behind core's `http in`.
import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { describeInNodeRed, type FlowNode, type Message, type Runtime } from "../shared/red/runtime.mts"
import { objectOf } from "../support/event.mts"
import type { Request } from "../support/http.mts"
import { beam, beamSignature, cloud4wi, purple, qr } from "../support/senders.mts"

const JSON_TYPE = { "content-type": "application/json" }
const BODY = '{"id": 1, "price": 9.90}'

function signature(secret: string, text: string, encoding: "hex" | "base64" = "hex"): string {
  return createHmac("sha256", secret).update(text).digest(encoding)
}

function github(secret: string, body = BODY): Request {
  return { body, headers: { ...JSON_TYPE, "x-hub-signature-256": `sha256=${signature(secret, body)}` } }
}

/** A verify signature node behind core's `http in` on /core. */
function behindHttpIn(properties: object, skipBodyParsing = true): FlowNode[] {
  return [
    {
      id: "in",
      type: "http in",
      url: "/core",
      method: "post",
      upload: false,
      skipBodyParsing,
      wires: [["verify"]],
    },
    {
      id: "verify",
      type: "verify signature",
      ...properties,
      wires: [
        ["verified", "ok"],
        ["rejected", "forbidden"],
      ],
    },
    { id: "ok", type: "http response", statusCode: "200", headers: {}, wires: [] },
    { id: "forbidden", type: "http response", statusCode: "401", headers: {}, wires: [] },
  ]
}

/** A verify signature node behind one of our in-nodes on /ours. */
function behindOurs(type: string, properties: object): FlowNode[] {
  return [
    { id: "in", type, name: "", path: "/ours", store: "", wires: [["verify"]] },
    { id: "verify", type: "verify signature", ...properties, wires: [["verified"], ["rejected"]] },
  ]
}

function loadCore(
  runtime: Runtime,
  properties: object,
  secret: unknown,
  skipBodyParsing = true,
): Promise<void> {
  return runtime.load(
    ["verify-signature", "network/21-httpin.js"],
    behindHttpIn(properties, skipBodyParsing),
    {
      verify: { secret },
    },
  )
}

function loadOurs(runtime: Runtime, type: string, properties: object, secret: string): Promise<void> {
  const nodes = behindOurs(type, properties)
  return runtime.load([type.replaceAll(" ", "-"), "verify-signature"], nodes, { verify: { secret } })
}

async function verified(runtime: Runtime): Promise<Message> {
  const message = await runtime.take("verified")
  assert.deepEqual(message.verification, { ok: true })
  assert.deepEqual(runtime.waiting("rejected"), [])
  return message
}

async function rejected(runtime: Runtime): Promise<{ code: unknown; reason: string; message: Message }> {
  const message = await runtime.take("rejected")
  const { ok, code, reason } = objectOf(message.verification)
  assert.equal(ok, false)
  assert.deepEqual(runtime.waiting("verified"), [])
  return { code, reason: String(reason), message }
}

describeInNodeRed("verify signature", (runtime) => {
  describe("behind http in that does not parse", () => {
    it("passes the example that GitHub publishes", async () => {
      await loadCore(runtime, { preset: "github" }, "It's a Secret to Everybody")
      const headers = {
        "content-type": "text/plain",
        "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
      }
      assert.equal((await runtime.post("/core", { body: "Hello, World!", headers })).status, 200)
      const { payload } = await verified(runtime)
      assert.deepEqual(payload, Buffer.from("Hello, World!"))
    })

    it("rejects another secret, a changed byte, and no signature at all, each with its reason", async () => {
      await loadCore(runtime, { preset: "github" }, "secret")
      assert.equal((await runtime.post("/core", github("other"))).status, 401)
      assert.equal((await rejected(runtime)).code, "signature-mismatch")

      await runtime.post("/core", { ...github("secret"), body: BODY.replace("9.90", "9.91") })
      assert.equal((await rejected(runtime)).code, "signature-mismatch")

      await runtime.post("/core", { body: BODY, headers: JSON_TYPE })
      const { code, reason } = await rejected(runtime)
      assert.equal(code, "signature-header-missing")
      assert.match(reason, /header with the signature is not there/)
    })

    it("rejects a body that was parsed and written again on its way", async () => {
      await loadCore(runtime, { preset: "github" }, "secret")
      await runtime.post("/core", { ...github("secret"), body: JSON.stringify(JSON.parse(BODY)) })
      assert.equal((await rejected(runtime)).code, "signature-mismatch")
    })

    it("passes any of several secrets, while they are changed", async () => {
      await loadCore(runtime, { preset: "github" }, "new\nold\n")
      for (const secret of ["new", "old"]) {
        await runtime.post("/core", github(secret))
        await verified(runtime)
      }
    })

    it("rejects an old request of Slack's by its time, however well it is signed", async () => {
      const secret = "8f742231b10e8888abcd99yyyzzz85a5"
      await loadCore(runtime, { preset: "slack" }, secret)
      const sign = (time: number) => ({
        body: "a=1",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "x-slack-request-timestamp": String(time),
          "x-slack-signature": `v0=${signature(secret, `v0:${time}:a=1`)}`,
        },
      })
      await runtime.post("/core", sign(1531420618))
      assert.equal((await rejected(runtime)).code, "timestamp-outside-tolerance")
      await runtime.post("/core", sign(Math.floor(Date.now() / 1000)))
      await verified(runtime)
    })

    it("passes what Stripe and Standard Webhooks have just signed", async () => {
      const now = Math.floor(Date.now() / 1000)
      await loadCore(runtime, { preset: "stripe" }, "whsec_stripe")
      const stripe = { "stripe-signature": `t=${now},v1=${signature("whsec_stripe", `${now}.${BODY}`)}` }
      await runtime.post("/core", { body: BODY, headers: { ...JSON_TYPE, ...stripe } })
      await verified(runtime)
      await runtime.unload()

      await loadCore(
        runtime,
        { preset: "standard-webhooks" },
        `whsec_${Buffer.from("key").toString("base64")}`,
      )
      const standard = {
        "webhook-id": "msg-1",
        "webhook-timestamp": String(now),
        "webhook-signature": `v1,${signature("key", `msg-1.${now}.${BODY}`, "base64")}`,
      }
      await runtime.post("/core", { body: BODY, headers: { ...JSON_TYPE, ...standard } })
      await verified(runtime)
    })

    it("passes a signed request once, and the sender's next try, which is signed anew", async () => {
      const now = Math.floor(Date.now() / 1000)
      const secrets = ["key", "next"].map((key) => `whsec_${Buffer.from(key).toString("base64")}`)
      await loadCore(runtime, { preset: "standard-webhooks" }, secrets.join("\n"))
      const standard = (key: string, time: number) => ({
        body: BODY,
        headers: {
          ...JSON_TYPE,
          "webhook-id": "msg-1",
          "webhook-timestamp": String(time),
          "webhook-signature": `v1,${signature(key, `msg-1.${time}.${BODY}`, "base64")}`,
        },
      })
      await runtime.post("/core", standard("key", now))
      await verified(runtime)
      // With another of the secrets it is the same request.
      for (const key of ["key", "next"]) {
        await runtime.post("/core", standard(key, now))
        assert.equal((await rejected(runtime)).code, "replayed")
      }
      await runtime.post("/core", standard("key", now + 1))
      await verified(runtime)
    })

    it("passes one of any number of equal requests at once", async () => {
      const now = Math.floor(Date.now() / 1000)
      await loadCore(runtime, { preset: "stripe" }, "whsec_stripe")
      const stripe = { "stripe-signature": `t=${now},v1=${signature("whsec_stripe", `${now}.${BODY}`)}` }
      const request = { body: BODY, headers: { ...JSON_TYPE, ...stripe } }
      const answers = await Promise.all(Array.from({ length: 10 }, () => runtime.post("/core", request)))
      assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    })

    it("passes as often as it comes what is signed without a time: the sender repeats it in good faith", async () => {
      await loadCore(runtime, { preset: "github" }, "secret")
      for (const _time of [1, 2]) {
        await runtime.post("/core", github("secret"))
        await verified(runtime)
      }
    })

    it("passes again what an in-node emits again, also long after it was signed", async () => {
      const then = Math.floor(Date.now() / 1000) - 86_400
      const properties = { preset: "stripe" }
      await runtime.load(["purple-in", "verify-signature"], behindOurs("purple in", properties), {
        verify: { secret: "whsec_stripe" },
      })
      const message = (redelivered: boolean): Message => ({
        payload: {},
        webhook: {
          method: "POST",
          url: "/ours",
          headers: { "stripe-signature": `t=${then},v1=${signature("whsec_stripe", `${then}.${BODY}`)}` },
          query: {},
          rawBody: Buffer.from(BODY),
          receivedAt: new Date(then * 1000).toISOString(),
          redelivered,
        },
      })
      for (const redelivered of [false, true, true]) {
        runtime.give("verify", message(redelivered))
        await verified(runtime)
      }
      runtime.give("verify", message(false))
      assert.equal((await rejected(runtime)).code, "replayed")
    })

    it("passes what a custom scheme signs of the request line", async () => {
      const properties = {
        preset: "custom",
        method: "hmac",
        header: "X-Signature",
        template: "{method} {url}\n{body}",
      }
      await loadCore(runtime, properties, "secret")
      const sign = (path: string) => ({
        body: BODY,
        headers: { ...JSON_TYPE, "x-signature": signature("secret", `POST ${path}\n${BODY}`) },
      })
      await runtime.post("/core?b=2&a=1", sign("/core?b=2&a=1"))
      await verified(runtime)
      await runtime.post("/core?a=1&b=2", sign("/core?b=2&a=1"))
      assert.equal((await rejected(runtime)).code, "signature-mismatch")
    })
  })

  describe("behind http in that parses", () => {
    it("rejects, and says which box to tick: parsed JSON is never written out again", async () => {
      await loadCore(runtime, { preset: "github" }, "secret", false)
      for (const body of [BODY, '{"id":1}']) {
        await runtime.post("/core", github("secret", body))
        const { code, reason } = await rejected(runtime)
        assert.equal(code, "raw-body-missing")
        assert.match(reason, /Do not parse request body/)
      }
    })

    it("still finds a token, which needs no exact bytes, and takes it out of the payload", async () => {
      await loadCore(runtime, { preset: "qr" }, "the-token", false)
      const body = "event=QR_CODE_CREATED&secrettoken=the-token"
      await runtime.post("/core", { body, headers: { "content-type": "application/x-www-form-urlencoded" } })
      const { payload } = await verified(runtime)
      assert.deepEqual({ ...objectOf(payload) }, { event: "QR_CODE_CREATED" })
    })
  })

  describe("behind our in-nodes", () => {
    it("verifies BEAM's signature over the exact bytes, and rejects another key's", async () => {
      await loadOurs(runtime, "beam in", { preset: "beam" }, "api-key")
      const { body } = beam.fresh()
      const sign = (key: string) => ({
        ...JSON_TYPE,
        "x-hotspotsystem-hmac-sha256": beamSignature(body, key),
      })
      await runtime.post("/ours", { body, headers: sign("api-key") })
      assert.equal(objectOf((await verified(runtime)).payload).source, "beam")

      const other = beam.fresh().body
      await runtime.post("/ours", { body: other, headers: sign("api-key") })
      assert.equal((await rejected(runtime)).code, "signature-mismatch")
    })

    it("verifies a signature that somebody puts on Purple's requests, whatever their JSON looks like", async () => {
      await loadOurs(runtime, "purple in", { preset: "github" }, "secret")
      const body = ` ${purple.fresh().body.replaceAll(",", " ,\r\n")}\n`
      await runtime.post("/ours", github("secret", body))
      await verified(runtime)
    })

    it("knows Cloud4Wi's header and QR's token by their digests: no message holds them", async () => {
      const sent = [
        { sender: cloud4wi, preset: "cloud4wi", secret: "current-cloud4wi-secret" },
        { sender: qr, preset: "qr", secret: "fixture-secret-token" },
      ]
      for (const { sender, preset, secret } of sent) {
        await loadOurs(runtime, sender.type, { preset }, secret)
        await runtime.post("/ours", sender.fresh())
        assert.ok(!JSON.stringify(await verified(runtime)).includes(secret))
        await runtime.unload()

        await loadOurs(runtime, sender.type, { preset }, "another")
        await runtime.post("/ours", sender.fresh())
        const { code, message } = await rejected(runtime)
        assert.equal(code, "token-mismatch")
        assert.ok(!JSON.stringify(message).includes(secret))
        await runtime.unload()
      }
    })
  })

  describe("with settings that cannot work", () => {
    const broken: Record<string, { properties: object; secret: unknown; code: string }> = {
      "no secret": { properties: { preset: "github" }, secret: "", code: "secret-empty" },
      "a secret that was never set": {
        properties: { preset: "github" },
        secret: undefined,
        code: "secret-empty",
      },
      "a secret of white space": { properties: { preset: "github" }, secret: " \n ", code: "secret-empty" },
      "a tolerance of 0": {
        properties: { preset: "github", tolerance: "0" },
        secret: "secret",
        code: "tolerance-invalid",
      },
    }
    for (const [what, { properties, secret, code }] of Object.entries(broken)) {
      it(`rejects everything rather than let anything through: ${what}`, async () => {
        await loadCore(runtime, properties, secret)
        for (const request of [github(""), github("secret"), github(String(secret)), { body: "" }]) {
          assert.equal((await runtime.post("/core", request)).status, 401)
          assert.equal((await rejected(runtime)).code, code)
        }
        assert.notDeepEqual(runtime.log(), [], "the log says so")
      })
    }
  })

  it("rejects a message that came by no request, such as an inject's", async () => {
    await loadCore(runtime, { preset: "github" }, "secret")
    for (const message of [{ payload: BODY }, { payload: Buffer.from(BODY) }, { webhook: null }, {}]) {
      runtime.give("verify", message)
      assert.equal((await rejected(runtime)).code, "raw-body-missing")
    }
  })

  it("is not fooled by what an earlier node, or the sender, wrote into the verification", async () => {
    await loadCore(runtime, { preset: "github" }, "secret")
    const req = { method: "POST", url: "/core", headers: {} }
    runtime.give("verify", { verification: { ok: true }, req, payload: Buffer.from(BODY) })
    assert.equal((await rejected(runtime)).code, "signature-header-missing")
  })
})
