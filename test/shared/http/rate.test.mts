// How often one sender may send.
import assert from "node:assert/strict"
import { WebhookError } from "../../../dist/shared/core/errors.js"
import { SenderRate } from "../../../dist/shared/http/rate.js"

async function isRefused(rate: SenderRate, address: string): Promise<boolean> {
  try {
    await rate.count(address)
    return false
  } catch (error) {
    assert.ok(error instanceof WebhookError && error.code === "too-many-requests")
    assert.ok(error.retryAfter !== undefined && error.retryAfter >= 1 && error.retryAfter <= 60)
    return true
  }
}

describe("the requests of a sender", () => {
  it("are refused beyond what is allowed, and others' are not", async () => {
    const rate = new SenderRate(2)
    const refused = [
      await isRefused(rate, "192.0.2.1"),
      await isRefused(rate, "192.0.2.1"),
      await isRefused(rate, "192.0.2.1"),
    ]
    assert.deepEqual(refused, [false, false, true])
    assert.equal(await isRefused(rate, "192.0.2.2"), false)
  })

  it("are counted for all addresses that an IPv6 sender may choose from", async () => {
    const rate = new SenderRate(1)
    assert.equal(await isRefused(rate, "2001:db8:0:1::1"), false)
    assert.equal(await isRefused(rate, "2001:db8::1:ffff:ffff:ffff:ffff"), true)
    assert.equal(await isRefused(rate, "2001:db8:0:2::1"), false)
  })
})
