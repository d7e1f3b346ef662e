// First or repeat, with the time given: every window in both directions.
import assert from "node:assert/strict"
import fc from "fast-check"
import { type Decision, Deduplicator } from "../../dist/dedupe/deduplicator.js"
import { keyOfEvent } from "../../dist/dedupe/key.js"
import { settings } from "../../dist/dedupe/schema.js"
import { parseSettings } from "../../dist/shared/core/settings.js"
import { MemoryStore } from "../../dist/store/drivers/memory.js"

const MINUTE = 60_000
const START = Date.parse("2026-06-15T12:00:00Z")

interface Bench {
  /** What becomes of this guest's event, that many minutes after the start. */
  at(minutes: number, guest?: object, event?: object): Promise<Decision>
  deduplicator: Deduplicator
}

/** Those of the minutes at which an event is let through. */
async function passedOf(minutes: number[], at: Bench["at"]): Promise<number[]> {
  const passed: number[] = []
  for (const minute of minutes) if ((await at(minute)).reason === "first") passed.push(minute)
  return passed
}

const stores: MemoryStore[] = []

function bench(properties: object, store = newStore()): Bench {
  const parsed = parseSettings(settings, { key: "guest", ...properties })
  const deduplicator = new Deduplicator(parsed, "node", store, async ({ payload }) =>
    keyOfEvent("guest", payload),
  )
  return {
    deduplicator,
    async at(minutes, guest = { email: "ana@example.com" }, event = {}) {
      const time = new Date(START + minutes * MINUTE).toISOString()
      const payload = { id: String(minutes), source: "purple", guest, time, receivedAt: time, ...event }
      const { decision } = await deduplicator.decide({ payload, _msgid: String(minutes) }, START)
      return decision
    },
  }
}

function newStore(): MemoryStore {
  const store = new MemoryStore({ retention: 1000 * MINUTE, maxPending: 100 })
  stores.push(store)
  return store
}

describe("a deduplicator", () => {
  afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())))

  it("says of the first that it is, and of a repeat when the first was and which it is", async () => {
    const { at } = bench({ window: "forever" })
    const { key, ...first } = await at(0)
    assert.deepEqual(first, { duplicate: false, reason: "first", firstSeen: START, count: 1 })
    assert.match(String(key), /^[0-9a-f]{32}$/)
    assert.deepEqual(await at(5), { duplicate: true, reason: "repeat", key, firstSeen: START, count: 2 })
    assert.deepEqual(await at(6), { duplicate: true, reason: "repeat", key, firstSeen: START, count: 3 })
  })

  it("shows no personal data in a key, and not the same key for two stores", async () => {
    const [one, other] = [await bench({}).at(0), await bench({}).at(0)]
    assert.ok(!String(one.key).includes("ana"))
    assert.notEqual(one.key, other.key)
  })

  it("keeps guests apart", async () => {
    const { at } = bench({ window: "forever" })
    assert.equal((await at(0)).reason, "first")
    assert.equal((await at(0, { email: "eve@example.com" })).reason, "first")
    assert.equal((await at(0, { phone: "ana@example.com" })).reason, "first")
    assert.equal((await at(0, { id: "ana@example.com" })).reason, "first")
    assert.equal((await at(0, { id: "ana@example.com" }, { source: "beam" })).reason, "first")
  })

  it("never takes two guests of whom nothing is known for one", async () => {
    const { at } = bench({ window: "forever" })
    const nothing = fc.constantFrom(null, undefined, "", " ")
    await fc.assert(
      fc.asyncProperty(nothing, nothing, nothing, async (email, phone, id) => {
        assert.deepEqual(await at(0, { email, phone, id }), {
          duplicate: false,
          reason: "no-key",
          key: null,
          firstSeen: null,
          count: 0,
        })
      }),
    )
  })

  it("repeats within a rolling window, and is first again after it", async () => {
    const { at } = bench({ window: "rolling", amount: 10, unit: "m" })
    assert.equal((await at(0)).reason, "first")
    assert.equal((await at(9.99)).reason, "repeat")
    assert.equal((await at(10)).reason, "first")
    assert.equal((await at(19)).reason, "repeat")
  })

  it("repeats within a rolling window before an earlier claim, as events come out of order", async () => {
    const { at } = bench({ window: "rolling", amount: 10, unit: "m" })
    assert.equal((await at(0)).reason, "first")
    assert.equal((await at(-9.99)).reason, "repeat")
    assert.equal((await at(-10)).reason, "first")
    assert.equal((await at(-19)).reason, "repeat")
  })

  it("lets through no two events within one rolling window, in whatever order they come", async () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 15 })
    await fc.assert(
      fc.asyncProperty(minutes, async (times) => {
        const { at } = bench({ window: "rolling", amount: 10, unit: "m" })
        const passed = await passedOf(times, at)
        const passedNear = (minute: number) => passed.filter((one) => Math.abs(one - minute) < 10)
        for (const minute of passed) assert.deepEqual(passedNear(minute), [minute], "no two of them are near")
        for (const minute of times) assert.ok(passedNear(minute).length > 0, "none is left without one")
      }),
    )
  })

  it("is first once a day in the time zone, whenever the events of that day come", async () => {
    const { at } = bench({ window: "day", timezone: "Europe/Rome" })
    const midnight = 10 * 60 // minutes after the start, 14:00 in Rome
    assert.equal((await at(0)).reason, "first")
    assert.equal((await at(midnight - 1)).reason, "repeat")
    assert.equal((await at(midnight)).reason, "first")
    assert.equal((await at(-13 * 60)).reason, "repeat")
    assert.equal((await at(-15 * 60)).reason, "first")
  })

  it("goes by the arrival where that clock was chosen", async () => {
    const { at } = bench({ window: "rolling", amount: 10, unit: "m", clock: "arrival" })
    const arrived = (minutes: number) => ({ receivedAt: new Date(START + minutes * MINUTE).toISOString() })
    assert.equal((await at(0, undefined, arrived(0))).reason, "first")
    assert.equal((await at(500, undefined, arrived(5))).reason, "repeat")
    assert.equal((await at(0, undefined, arrived(11))).reason, "first")
  })

  it("tells what is late, and leaves no trace of it", async () => {
    const { at } = bench({ window: "forever", lateAfter: 3600 })
    const hourLate = { receivedAt: new Date(START + 61 * MINUTE).toISOString() }
    const { key, ...late } = await at(0, undefined, hourLate)
    assert.deepEqual(late, { duplicate: true, reason: "late", firstSeen: null, count: 0 })
    assert.match(String(key), /^[0-9a-f]{32}$/)
    assert.equal((await at(61)).reason, "first")
  })

  it("forgets one key, or all", async () => {
    const { at, deduplicator } = bench({ window: "forever" })
    const eve = { email: "eve@example.com" }
    await at(0)
    await at(0, eve)
    await deduplicator.reset({ payload: { guest: eve }, _msgid: "" }, "this")
    assert.equal((await at(1)).reason, "repeat")
    assert.equal((await at(1, eve)).reason, "first")
    await deduplicator.reset({ _msgid: "" }, true)
    assert.equal((await at(2)).reason, "first")
    assert.equal((await at(2, eve)).reason, "first")
  })

  it("forgets before it decides of what comes right after, and not later", async () => {
    const { at, deduplicator } = bench({ window: "forever" })
    await at(0)
    const forgotten = deduplicator.reset({ _msgid: "" }, true)
    const next = at(1)
    assert.equal(await forgotten, 1)
    assert.equal((await next).reason, "first")
    assert.equal((await at(2)).reason, "repeat")
  })

  it("forgets nothing where the message to forget has no key", async () => {
    const { at, deduplicator } = bench({ window: "forever" })
    await at(0)
    await deduplicator.reset({ payload: {}, _msgid: "" }, "this")
    assert.equal((await at(1)).reason, "repeat")
  })

  it("lets one of 200 at once pass, and counts the others", async () => {
    const { at } = bench({ window: "forever" })
    const decisions = await Promise.all(Array.from({ length: 200 }, () => at(0)))
    const counts = decisions.map(({ count }) => count).sort((a, b) => a - b)
    assert.equal(decisions.filter(({ reason }) => reason === "first").length, 1)
    assert.deepEqual(
      counts,
      Array.from({ length: 200 }, (_, index) => index + 1),
    )
  })
})

describe("a deduplicator that commits when the flow has completed", () => {
  afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())))
  const complete = { window: "forever", commit: "complete" }

  async function decide(deduplicator: Deduplicator, id: string, attempt = 1) {
    const payload = { id, guest: { email: "ana@example.com" } }
    const message = { payload, webhook: { attempt, redelivered: attempt > 1 }, _msgid: "m" }
    return deduplicator.decide(message, Date.now())
  }

  it("holds the key meanwhile", async () => {
    const { deduplicator } = bench(complete)
    const { decision, claim } = await decide(deduplicator, "e-1")
    assert.equal(decision.reason, "first")
    assert.ok(claim)
    assert.equal((await decide(deduplicator, "e-2")).decision.reason, "repeat")
    assert.equal((await decide(deduplicator, "e-2")).claim, null)
  })

  it("keeps it for ever once it is committed, also against the same event again", async () => {
    const store = newStore()
    const { deduplicator } = bench(complete, store)
    const { claim } = await decide(deduplicator, "e-1")
    assert.ok(claim)
    await store.commit(claim)
    assert.equal((await decide(deduplicator, "e-1", 2)).decision.reason, "repeat")
  })

  it("gives it up where the flow failed, so that the next may try", async () => {
    const store = newStore()
    const { deduplicator } = bench(complete, store)
    const { claim } = await decide(deduplicator, "e-1")
    assert.ok(claim)
    await store.release(claim)
    assert.equal((await decide(deduplicator, "e-2")).decision.reason, "first")
  })

  it("lets the event that was cut off take it up again, and no other", async () => {
    const { deduplicator } = bench(complete)
    await decide(deduplicator, "e-1")
    assert.equal((await decide(deduplicator, "e-2", 2)).decision.reason, "repeat")
    assert.equal((await decide(deduplicator, "e-1", 2)).decision.reason, "first")
    assert.equal(
      (await decide(deduplicator, "e-1", 2)).decision.reason,
      "repeat",
      "once, on however many ways",
    )
  })
})
