// How much is in progress at once: what is too much is told so, and what has ended makes room.
import assert from "node:assert/strict"
import { WebhookError } from "../../../dist/shared/core/errors.js"
import { Load } from "../../../dist/shared/http/load.js"

const most = { requests: 3, requestsPerEndpoint: 2, bytes: 100, bytesPerEndpoint: 60 }

function isBusy(error: unknown): boolean {
  return error instanceof WebhookError && error.code === "busy"
}

describe("requests in progress", () => {
  it("are bounded for each endpoint, and others have room", () => {
    const load = new Load()
    const first = load.enter("a", most)
    load.enter("a", most)
    assert.throws(() => load.enter("a", most), isBusy)
    load.enter("b", most)
    first.leave()
    load.enter("a", most)
  })

  it("are bounded in total", () => {
    const load = new Load()
    const all = [load.enter("a", most), load.enter("a", most), load.enter("b", most)]
    assert.throws(() => load.enter("c", most), isBusy)
    for (const request of all) request.leave()
    load.enter("c", most)
  })

  it("hold no more bytes than are allowed, and give them back", () => {
    const load = new Load()
    const first = load.enter("a", most)
    first.grow(60)
    assert.throws(() => load.enter("a", most).grow(1), isBusy)
    const other = load.enter("b", most)
    assert.throws(() => other.grow(41), isBusy)
    other.grow(40)
    first.leave()
    load.enter("a", most).grow(60)
  })
})
