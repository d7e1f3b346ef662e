// What a server adds to the contract: it may be away, and come back.
import assert from "node:assert/strict"
import { mock } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { Redis } from "ioredis"
import { RedisStore } from "../../../dist/store/drivers/redis.js"
import { deliveryWith, eventually, isRejectedAs, LIMITS, sequenceOf } from "../../contract/store.contract.mts"
import { needs } from "../../support/installed.mts"
import { RedisServer, redis } from "../../support/redis-server.mts"

describe("the redis store's connection", () => {
  let server: RedisServer
  const opened: RedisStore[] = []
  before(async function () {
    needs(this, redis)
    server = await RedisServer.start()
  })
  afterEach(async function () {
    mock.timers.reset()
    this.timeout(5000) // a store that never reached its server says goodbye to it for a moment
    await Promise.all(opened.splice(0).map((store) => store.close()))
  })
  after(() => server?.stop())

  function open(url: string): RedisStore {
    const store = new RedisStore({ url, prefix: "connection", username: "", password: "" }, LIMITS)
    opened.push(store)
    return store
  }

  it("says within a vendor's patience that nobody is there", async function () {
    this.timeout(5000)
    const store = open("redis://127.0.0.1:1")
    const started = Date.now()
    await assert.rejects(store.accept(deliveryWith()), isRejectedAs("store-unavailable"))
    assert.ok(Date.now() - started < 4000, "Purple waits ten seconds (FACTS.md P3)")
  })

  it("says that it may not come in, by the same code", async function () {
    this.timeout(5000)
    const url = server.url.replace("redis://", "redis://nobody:wrong@")
    await assert.rejects(open(url).accept(deliveryWith()), isRejectedAs("store-unavailable"))
  })

  it("never gives a number twice, not even when the server has lost all it held", async () => {
    const store = open(server.url)
    const before = sequenceOf(await store.accept(deliveryWith()))
    const client = new Redis(server.url)
    await client.flushall()
    client.disconnect()
    const delivery = deliveryWith()
    await assert.rejects(store.accept(delivery), isRejectedAs("store-unavailable"))
    const after = await eventually(() => store.accept(delivery))
    assert.ok(sequenceOf(after) > before)
  })

  it("forgets what has failed for good after its retention, with the guest's data", async function () {
    this.timeout(15_000) // the next sign of life, at the latest after five seconds
    const store = open(server.url)
    const sequence = sequenceOf(await store.accept(deliveryWith()))
    store.fail(sequence, "refused", null)
    while (!(await store.failed()).includes(sequence)) await pause(10)
    mock.timers.enable({ apis: ["Date"], now: Date.now() + LIMITS.retention + 60_000 })
    while ((await store.read(sequence)) !== null) await pause(10)
    assert.deepEqual(await store.failed(), [])
  })

  it("may be asked by many before it is there, without a warning in the log", async () => {
    const warnings: string[] = []
    const listen = (warning: Error) => warnings.push(warning.message)
    process.on("warning", listen)
    const store = open(server.url)
    await Promise.all(Array.from({ length: 100 }, () => store.hash("text")))
    process.off("warning", listen)
    assert.deepEqual(warnings, [])
  })
})
