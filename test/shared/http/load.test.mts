// How much is in progress at once: what is too much is told so, and what has ended makes room.
import assert from "node:assert/strict"
import { WebhookError } from "../../../dist/shared/core/errors.js"
import { type Hold, Load } from "../../../dist/shared/http/load.js"

const most = { requests: 3, requestsPerEndpoint: 2, bytes: 100, bytesPerEndpoint: 60 }

function isBusy(error: unknown): boolean {
  return error instanceof WebhookError && error.code === "busy"
}

/** A request in progress until it is ended. */
function begin(load: Load, endpoint: string, bytes = 0) {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  const work = load.during(endpoint, most, async (hold: Hold) => {
    hold.grow(bytes)
    await promise
  })
  return {
    async end() {
      resolve()
      await work
    },
    refused: () => assert.rejects(work, isBusy),
  }
}

describe("requests in progress", () => {
  it("are bounded for each endpoint, and others have room", async () => {
    const load = new Load()
    const first = begin(load, "a")
    const second = begin(load, "a")
    await begin(load, "a").refused()
    const other = begin(load, "b")
    await first.end()
    const third = begin(load, "a")
    await Promise.all([second.end(), third.end(), other.end()])
  })

  it("are bounded in total", async () => {
    const load = new Load()
    const all = [begin(load, "a"), begin(load, "a"), begin(load, "b")]
    await begin(load, "c").refused()
    await Promise.all(all.map((request) => request.end()))
    await begin(load, "c").end()
  })

  it("hold no more bytes than are allowed, and give them back however they end", async () => {
    const load = new Load()
    const first = begin(load, "a", 60)
    await begin(load, "a", 1).refused()
    await begin(load, "b", 41).refused()
    const other = begin(load, "b", 40)
    await Promise.all([first.end(), other.end()])
    const failing = load.during("a", most, async (hold: Hold) => {
      hold.grow(60)
      throw new Error("ends badly")
    })
    await assert.rejects(failing, /ends badly/)
    await begin(load, "a", 60).end()
  })
})
