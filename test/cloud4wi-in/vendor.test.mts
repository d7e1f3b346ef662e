// The secret header, all that Cloud4Wi offers (FACTS.md C3).
import assert from "node:assert/strict"
import { vendor } from "../../dist/cloud4wi-in/vendor.js"
import { isDigestOfAny } from "../../dist/shared/core/secrets.js"
import { parseSettings } from "../../dist/shared/core/settings.js"
import { receiverOf } from "../shared/http/receiver.mts"

const body = '{"event":{"type":"login","timestamp":1614009527}}'

function requestWith(headers: Record<string, string>) {
  return { body, headers: { "content-type": "application/json", ...headers } }
}

describe("Cloud4Wi's secret header", () => {
  it("is x-webhook-secret where none was named, and compared without regard to case", () => {
    assert.equal(parseSettings(vendor.settings, { path: "/a" }).header, "x-webhook-secret")
    assert.equal(parseSettings(vendor.settings, { path: "/a", header: " X-Api-Key " }).header, "x-api-key")
  })

  const receiver = receiverOf(vendor, { header: "X-Api-Key", secret: "new\nold" })

  it("verifies with any line of the secret", async () => {
    for (const secret of ["new", "old"]) {
      const { payload } = await receiver.message(requestWith({ "x-api-key": secret }))
      assert.equal(payload.verified, "header")
    }
  })

  it("rejects what has no secret or another one, and says which it is", async () => {
    assert.equal(await receiver.rejection(requestWith({})), "header-missing")
    assert.equal(await receiver.rejection(requestWith({ "x-webhook-secret": "new" })), "header-missing")
    for (const wrong of ["", "ne", "new ", "NEW", "new\nold", "new, old"]) {
      assert.equal(await receiver.rejection(requestWith({ "x-api-key": wrong })), "header-mismatch")
    }
  })

  it("goes into no message, and neither do other credentials", async () => {
    const headers = {
      "x-api-key": "new",
      authorization: "Bearer abc",
      cookie: "session=def",
      "x-request-id": "7",
    }
    const message = await receiver.message(requestWith(headers))
    assert.deepEqual(message.webhook.headers, { "content-type": "application/json", "x-request-id": "7" })
    assert.ok(!("headers" in message))
  })

  it("is verified as none where no secret is configured, and only its digest is handed on", async () => {
    const message = await receiverOf(vendor, {}).message(requestWith({ "x-webhook-secret": "kept-secret" }))
    assert.equal(message.payload.verified, "none")
    assert.ok(isDigestOfAny(message.webhook.tokenDigest ?? "", ["kept-secret"]))
    assert.ok(!JSON.stringify(message).includes("kept-secret"))
  })

  it("hands on no digest where the header was checked, or was not there", async () => {
    assert.equal((await receiver.message(requestWith({ "x-api-key": "new" }))).webhook.tokenDigest, undefined)
    assert.equal((await receiverOf(vendor, {}).message(requestWith({}))).webhook.tokenDigest, undefined)
  })
})
