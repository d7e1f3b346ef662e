// What a server adds to the contract: it may be away, and come back.
import assert from "node:assert/strict"
import { mock } from "node:test"
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises"
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

  it("forgets after its retention what waits for a node that is gone", async function () {
    this.timeout(15_000) // the next sign of life, at the latest after five seconds
    const store = open(server.url)
    const gone = sequenceOf(await store.accept(deliveryWith({ endpoint: "gone" })))
    const waiting = sequenceOf(await store.accept(deliveryWith()))
    for (const sequence of [gone, waiting]) store.giveBack(sequence)
    store.expect(new Set(["node"]))
    mock.timers.enable({ apis: ["Date"], now: Date.now() + LIMITS.retention + 60_000 })
    while ((await store.read(gone)) !== null) await pause(10)
    assert.notEqual(await store.read(waiting), null)
  })

  it("keeps no more of what is handled than the log may hold, however fast it comes", async function () {
    this.timeout(15_000) // the next sign of life, at the latest after five seconds
    const store = open(server.url)
    const handle = async () => store.settle(sequenceOf(await store.accept(deliveryWith())))
    for (let round = 0; round < 45; round++) {
      await Promise.all(Array.from({ length: 100 }, handle))
      await store.flush()
    }
    const kept = async () => (await store.history(Number.POSITIVE_INFINITY, 5000)).length
    while ((await kept()) > 2500) await pause(100)
  })

  it("has nothing due that it has handled while it took over from another instance", async function () {
    this.timeout(15_000) // the next sign of life, at the latest after five seconds
    const [store, other] = [open(server.url), open(server.url)]
    for (let count = 0; count < 200; count++) await other.accept(deliveryWith({ endpoint: "other" }))
    const own: number[] = []
    for (let count = 0; count < 200; count++)
      own.push(sequenceOf(await store.accept(deliveryWith({ endpoint: "own" }))))
    const told = new Promise<void>((resolve) => store.onDue(resolve))
    await other.close()
    while (store.nextDue("other") === null) await turn()
    for (const sequence of own) store.settle(sequence)
    await told
    assert.deepEqual(await store.due("own", Date.now(), 1), [])
  })

  it("keeps nothing of a failure whose delivery was erased meanwhile", async () => {
    const store = open(server.url)
    const before = await store.failed()
    const sequence = sequenceOf(await store.accept(deliveryWith()))
    await store.erase([sequence])
    store.fail(sequence, "550 no such user ana@example.com", Date.now() + 60_000)
    await store.accept(deliveryWith())
    assert.deepEqual(await store.failed(), before)
    assert.deepEqual(await mentionsOf(sequence), [])
  })

  it("keeps nothing of a large delivery once it is handled", async () => {
    const store = open(server.url)
    const content = Buffer.alloc(20_000, "ana@example.com ")
    const sequence = sequenceOf(await store.accept(deliveryWith({ endpoint: "large", content })))
    store.fail(sequence, "550 no such user ana@example.com", 0)
    while ((await store.due("large", Date.now(), 1)).length === 0) await turn()
    store.settle(sequence)
    while ((await store.read(sequence)) !== null) await turn()
    await eventually(async () => assert.deepEqual(await mentionsOf(sequence), []))
  })

  it("gives up a key's claims that have expired, however often the key comes", async () => {
    const store = open(server.url)
    const now = Date.now()
    for (let count = 0; count < 50; count++) {
      const time = now - 100_000 + count * 1000
      await store.claim({ scope: "node", key: "busy", time, window: 1000, expires: time + 2000 })
    }
    await store.claim({ scope: "node", key: "busy", time: now, window: 1000, expires: now + 2000 })
    const client = new Redis(server.url)
    const kept = await client.hlen("{connection}:claim:node:busy")
    client.disconnect()
    assert.equal(kept, 1)
  })

  it("forgets a claim in time that was taken up again", async () => {
    const store = open(server.url)
    const now = Date.now()
    const claim = { scope: "node", key: "again", time: now, window: 1000, expires: now + 60_000 }
    const lease = (holder: string) => ({ lease: { until: now + 30_000, holder, again: true } })
    await store.claim({ ...claim, ...lease("1 event") })
    assert.equal((await store.claim({ ...claim, ...lease("2 event") })).first, true)
    const client = new Redis(server.url)
    const milliseconds = await client.pttl("{connection}:claim:node:again")
    client.disconnect()
    assert.ok(milliseconds > 0, `expires in ${milliseconds}`)
  })

  /** The names of the hashes that still say something of a delivery. */
  async function mentionsOf(sequence: number): Promise<string[]> {
    const client = new Redis(server.url)
    const names = ["dead", "due", "failures", "reason", "attempts"]
    const found = await Promise.all(
      names.map((name) => client.hexists(`{connection}:${name}`, String(sequence))),
    )
    client.disconnect()
    return names.filter((_name, index) => found[index] === 1)
  }

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
