// What every driver of the store promises (nodes/shared/core/store.ts), as one suite that runs on all of them.
import assert from "node:assert/strict"
import fc from "fast-check"
import type { Delivery } from "../../dist/shared/core/delivery.js"
import { WebhookError } from "../../dist/shared/core/errors.js"
import type { Acceptance, Claim, Notice, Store, StoreLimits } from "../../dist/shared/core/store.js"

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** Milliseconds since 1970: claims are told in minutes from here. */
const START = Date.now()

export interface Driver {
  name: string
  /** Opens a store at a place; one opened there later, if the driver is durable, has what was kept. */
  open(place: string, limits: StoreLimits): Store
  durable: boolean
  /** Whether room is counted over all instances, which may have other endpoints. */
  countsAll?: boolean
}

export const LIMITS: StoreLimits = { retention: 7 * DAY, maxPending: 1000 }

let deliveries = 0

/** A delivery that no other call gives, but for what is said. */
export function deliveryWith(known: Partial<Delivery> = {}): Delivery {
  deliveries++
  return {
    endpoint: "node",
    id: deliveries.toString(16).padStart(32, "0"),
    receivedAt: Date.now(),
    type: "guest.registered",
    venue: "Café",
    envelope: {
      method: "POST",
      url: "/hook?a=è",
      headers: { "content-type": "application/json" },
      query: { a: "è" },
      ip: "127.0.0.1",
      verified: "signature",
      origin: { event: "customer.create", location: null },
    },
    content: Buffer.from([0x7b, 0x22, 0xff, 0x00, 0x0a, 0x7d]),
    ...known,
  }
}

export function sequenceOf(acceptance: Acceptance): number {
  if (acceptance.outcome === "stored") return acceptance.sequence
  throw new Error("not stored, but a duplicate")
}

/** A claim so many minutes after the start. */
function claimAt(minutes: number, known: Partial<Claim> = {}): Claim {
  const time = START + minutes * MINUTE
  return { scope: "node", key: "key", time, window: 10 * MINUTE, expires: START + DAY, ...known }
}

export function isRejectedAs(code: string) {
  return (error: unknown) => error instanceof WebhookError && error.code === code
}

/** What needs a moment, as settling may: the result once there is one. */
export async function eventually<Value>(attempt: () => Promise<Value>): Promise<Value> {
  const deadline = Date.now() + 1500
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

export function describeStore(driver: Driver): void {
  describe(`the ${driver.name} store`, () => {
    const opened: Store[] = []
    let places = 0
    afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())))

    function open(limits: Partial<StoreLimits> = {}, place = newPlace()): Store {
      const store = driver.open(place, { ...LIMITS, ...limits })
      opened.push(store)
      return store
    }

    function newPlace(): string {
      places++
      return `place-${places}`
    }

    describe("accepting", () => {
      it("keeps a delivery once, and knows it again, also when it is handled", async () => {
        const store = open()
        const delivery = deliveryWith()
        const sequence = sequenceOf(await store.accept(delivery))
        assert.deepEqual(await store.accept(delivery), { outcome: "duplicate" })
        store.settle(sequence)
        assert.deepEqual(await store.accept({ ...delivery, content: Buffer.from("x") }), {
          outcome: "duplicate",
        })
      })

      it("keeps apart what two endpoints receive", async () => {
        const store = open()
        const delivery = deliveryWith()
        sequenceOf(await store.accept(delivery))
        sequenceOf(await store.accept({ ...delivery, endpoint: "other" }))
        assert.deepEqual(await store.accept({ ...delivery, endpoint: "other" }), { outcome: "duplicate" })
      })

      it("numbers deliveries in the order in which they came", async () => {
        const store = open()
        const all = Array.from({ length: 200 }, () => deliveryWith())
        const sequences = (await Promise.all(all.map((delivery) => store.accept(delivery)))).map(sequenceOf)
        assert.deepEqual(
          sequences,
          [...new Set(sequences)].sort((a, b) => a - b),
        )
      })

      it("keeps one of 200 of one id at once", async () => {
        const store = open()
        const delivery = deliveryWith()
        const outcomes = await Promise.all(Array.from({ length: 200 }, () => store.accept(delivery)))
        assert.equal(outcomes.filter(({ outcome }) => outcome === "stored").length, 1)
      })

      it("refuses what is one too many, and has room again when something is handled", async () => {
        const store = open({ maxPending: 2 })
        const sequence = sequenceOf(await store.accept(deliveryWith()))
        await store.accept(deliveryWith())
        const third = deliveryWith()
        await assert.rejects(store.accept(third), isRejectedAs("store-full"))
        store.settle(sequence)
        sequenceOf(await eventually(() => store.accept(third)))
        await assert.rejects(store.accept(deliveryWith()), isRejectedAs("store-full"))
      })

      it("has room again when something has failed for good", async () => {
        const store = open({ maxPending: 1 })
        const sequence = sequenceOf(await store.accept(deliveryWith()))
        store.fail(sequence, "the mail server refused it", null)
        sequenceOf(await eventually(() => store.accept(deliveryWith())))
      })

      it("has no room while something waits to be tried again", async () => {
        const store = open({ maxPending: 1 })
        const sequence = sequenceOf(await store.accept(deliveryWith()))
        store.fail(sequence, "the mail server is away", Date.now() + DAY)
        await assert.rejects(store.accept(deliveryWith()), isRejectedAs("store-full"))
      })

      it("knows a duplicate also when it is full: its sender must not try again", async () => {
        const store = open({ maxPending: 1 })
        const delivery = deliveryWith()
        await store.accept(delivery)
        assert.deepEqual(await store.accept(delivery), { outcome: "duplicate" })
      })

      it("never keeps more than it may, however many come at once", async () => {
        const store = open({ maxPending: 10 })
        const results = await Promise.allSettled(
          Array.from({ length: 50 }, () => store.accept(deliveryWith())),
        )
        const refused = results.filter(({ status }) => status === "rejected")
        assert.equal(refused.length, 40)
        for (const result of results)
          if (result.status === "rejected") assert.ok(isRejectedAs("store-full")(result.reason))
      })
    })

    describe("what is not handled", () => {
      /** Keeps a delivery and leaves it, as what a deploy cut off. */
      async function left(store: Store, delivery = deliveryWith()): Promise<number> {
        const sequence = sequenceOf(await store.accept(delivery))
        store.giveBack(sequence)
        return sequence
      }

      const due = async (store: Store, limit: number, endpoint = "node") =>
        (await store.due(endpoint, Date.now(), limit)).map(({ sequence }) => sequence)

      it("is due, oldest first and with every byte, for the endpoint that received it", async () => {
        const store = open()
        const all = [
          deliveryWith(),
          deliveryWith({ content: Buffer.alloc(0) }),
          deliveryWith({ endpoint: "other" }),
        ]
        const sequences: number[] = []
        for (const delivery of all) sequences.push(await left(store, delivery))
        assert.deepEqual(await store.due("node", Date.now(), 10), [
          { sequence: sequences[0], attempt: 2, failures: 0, delivery: all[0] },
          { sequence: sequences[1], attempt: 2, failures: 0, delivery: all[1] },
        ])
        assert.equal((await due(store, 10, "other")).length, 1)
        assert.deepEqual(await due(store, 10, "unknown"), [])
      })

      it("is not due while whoever accepted it is busy with it", async () => {
        const store = open()
        const sequence = sequenceOf(await store.accept(deliveryWith()))
        assert.deepEqual(await due(store, 10), [])
        assert.equal(store.nextDue("node"), null)
        store.giveBack(sequence)
        assert.equal(store.nextDue("node"), 0)
        assert.deepEqual(await due(store, 10), [sequence])
      })

      it("is due so many at a time, and each of it once until it is given back", async () => {
        const store = open()
        const sequences: number[] = []
        for (let count = 0; count < 5; count++) sequences.push(await left(store))
        assert.deepEqual(await due(store, 2), sequences.slice(0, 2))
        assert.deepEqual(await due(store, 2), sequences.slice(2, 4))
        assert.deepEqual(await due(store, 10), sequences.slice(4))
        assert.deepEqual(await due(store, 10), [])
        for (const sequence of sequences) store.giveBack(sequence)
        assert.deepEqual(await due(store, 10), sequences)
      })

      it("counts its attempts", async () => {
        const store = open()
        const sequence = await left(store)
        for (const expected of [2, 3, 4]) {
          const [again] = await store.due("node", Date.now(), 1)
          assert.equal(again?.attempt, expected)
          store.giveBack(sequence)
        }
      })

      it("counts its failures apart: what was cut off has not failed", async () => {
        const store = open()
        const sequence = await left(store)
        const next = async () => (await store.due("node", Date.now(), 1))[0]
        assert.equal((await next())?.failures, 0)
        store.fail(sequence, "the mail server is away", Date.now())
        assert.equal((await next())?.failures, 1)
        store.giveBack(sequence)
        const again = await next()
        assert.deepEqual([again?.attempt, again?.failures], [4, 1])
      })

      it("takes no room where its endpoint is gone, and is still there when that comes back", async () => {
        const store = open({ maxPending: 1 })
        const sequence = await left(store, deliveryWith({ endpoint: "disabled" }))
        if (!driver.countsAll) {
          store.expect(new Set(["node"]))
          assert.equal((await store.accept(deliveryWith())).outcome, "stored")
          await assert.rejects(store.accept(deliveryWith()), isRejectedAs("store-full"))
        }
        store.expect(new Set(["node", "disabled"]))
        assert.deepEqual(await due(store, 10, "disabled"), [sequence])
      })

      it("is not due once it is settled, not even where that is said twice", async () => {
        const store = open()
        const sequence = sequenceOf(await store.accept(deliveryWith()))
        store.settle(sequence)
        store.settle(sequence)
        store.settle(sequence + 1000)
        assert.deepEqual(await store.due("node", Date.now() + DAY, 10), [])
      })

      it("is due when its pause is over, if it failed and may be tried again", async () => {
        const store = open()
        const sequence = sequenceOf(await store.accept(deliveryWith()))
        const retryAt = Date.now() + 5 * MINUTE
        store.fail(sequence, "the mail server is away", retryAt)
        assert.equal(store.nextDue("node"), retryAt)
        assert.deepEqual(await store.due("node", retryAt - 1, 10), [])
        assert.equal((await store.due("node", retryAt, 10)).length, 1)
      })

      it("is never due by itself once it has failed for good", async () => {
        const store = open()
        store.fail(sequenceOf(await store.accept(deliveryWith())), "refused", null)
        assert.deepEqual(await store.due("node", Date.now() + DAY, 10), [])
      })
    })

    describe("the log", () => {
      const log = (store: Store) => store.history(Number.POSITIVE_INFINITY, 100)
      const outcomes = async (store: Store) => (await log(store)).map(({ outcome }) => outcome)

      it("tells of every delivery how it stands, newest first", async () => {
        const store = open()
        const all = Array.from({ length: 4 }, () => deliveryWith())
        const sequences: number[] = []
        for (const delivery of all) sequences.push(sequenceOf(await store.accept(delivery)))
        const [handled = 0, dead = 0, failed = 0] = sequences
        store.settle(handled)
        store.fail(dead, "refused", null)
        store.fail(failed, "away", Date.now() + DAY)
        await eventually(async () => {
          assert.deepEqual(await outcomes(store), ["accepted", "failed", "dead", "handled"])
        })
        const entries = await log(store)
        const { endpoint, id, receivedAt, type, venue } = all[1] ?? deliveryWith()
        assert.deepEqual(entries[2], {
          ...{ sequence: dead, endpoint, id, receivedAt, type, venue },
          ...{ outcome: "dead", reason: "refused", attempts: 1 },
        })
        assert.deepEqual((await store.failed()).sort(), [dead, failed].sort())
      })

      it("is read page by page", async () => {
        const store = open()
        const sequences: number[] = []
        for (let count = 0; count < 5; count++)
          sequences.unshift(sequenceOf(await store.accept(deliveryWith())))
        const page = async (before: number) =>
          (await store.history(before, 2)).map(({ sequence }) => sequence)
        const [newest = [], then = []] = [await page(Number.POSITIVE_INFINITY), await page(sequences[1] ?? 0)]
        assert.deepEqual([...newest, ...then, ...(await page(then[1] ?? 0))], sequences)
        assert.deepEqual(await page(sequences[4] ?? 0), [])
      })

      it("gives a delivery back with every byte, also a handled one", async () => {
        const store = open()
        const delivery = deliveryWith({ venue: null })
        const sequence = sequenceOf(await store.accept(delivery))
        store.settle(sequence)
        assert.deepEqual(await store.read(sequence), delivery)
        assert.equal(await store.read(sequence + 1), null)
      })

      it("has notices of what was not kept, in pages, too", async () => {
        const store = open()
        const notice = (reason: string): Notice => ({
          ...{ endpoint: "node", outcome: "rejected", receivedAt: START, id: null },
          ...{ type: null, venue: null, reason },
        })
        await store.note([notice("one"), notice("two")])
        await store.note([notice("three")])
        const page = await store.notices(Number.POSITIVE_INFINITY, 2)
        assert.deepEqual(
          page.map(({ number: _number, ...rest }) => rest),
          [notice("three"), notice("two")],
        )
        const rest = await store.notices(page.at(-1)?.number ?? 0, 2)
        assert.deepEqual(
          rest.map(({ reason }) => reason),
          ["one"],
        )
      })

      it("has another version after every change, where nobody else writes", async () => {
        const store = open()
        if (store.version === null) return
        const versions = [store.version]
        const sequence = sequenceOf(await store.accept(deliveryWith()))
        versions.push(store.version)
        store.fail(sequence, "away", Date.now() + DAY)
        versions.push(store.version)
        store.settle(sequence)
        versions.push(store.version)
        await store.note([
          {
            ...{ endpoint: "node", outcome: "validated", receivedAt: START },
            ...{ id: null, type: null, venue: null, reason: null },
          },
        ])
        versions.push(store.version)
        assert.equal(new Set(versions).size, versions.length)
      })

      it("shows one thing at one version: a failure, and what was erased, too", async () => {
        const store = open()
        if (store.version === null) return
        const shown = new Map<number | null, string>()
        const look = async () => {
          const text = JSON.stringify(await log(store))
          assert.equal(shown.get(store.version) ?? text, text)
          shown.set(store.version, text)
        }
        const sequence = sequenceOf(await store.accept(deliveryWith()))
        store.fail(sequence, "refused", null)
        await look()
        await eventually(async () => assert.deepEqual(await outcomes(store), ["dead"]))
        await look()
        await store.erase([sequence])
        await look()
      })
    })

    describe("replaying", () => {
      const due = async (store: Store) =>
        (await store.due("node", Date.now(), 10)).map(({ sequence }) => sequence)

      for (const [state, leave] of Object.entries({
        dead: (store: Store, sequence: number) => store.fail(sequence, "refused", null),
        waiting: (store: Store, sequence: number) => store.fail(sequence, "away", Date.now() + DAY),
        handled: (store: Store, sequence: number) => store.settle(sequence),
      })) {
        it(`makes a delivery due at once that is ${state}, and tells so`, async () => {
          const store = open()
          const sequence = sequenceOf(await store.accept(deliveryWith()))
          leave(store, sequence)
          let told = 0
          store.onDue(() => told++)
          await eventually(async () => assert.equal(await store.revive(sequence), true))
          assert.ok(told > 0)
          assert.deepEqual(await due(store), [sequence])
          assert.deepEqual(await due(store), [], "once")
        })
      }

      it("begins anew with the failures: all tries are before it again", async () => {
        const store = open()
        const sequence = sequenceOf(await store.accept(deliveryWith()))
        store.fail(sequence, "away", Date.now())
        await store.due("node", Date.now(), 1)
        store.fail(sequence, "refused", null)
        await eventually(async () => assert.equal(await store.revive(sequence), true))
        const [again] = await store.due("node", Date.now(), 1)
        assert.equal(again?.failures, 0)
      })

      it("does nothing with what is on its way, or unknown", async () => {
        const store = open()
        const sequence = sequenceOf(await store.accept(deliveryWith()))
        assert.equal(await store.revive(sequence), false)
        assert.equal(await store.revive(sequence + 1000), false)
      })
    })

    describe("erasing", () => {
      it("leaves nothing that a delivery said, and still knows it again", async () => {
        const store = open()
        const delivery = deliveryWith()
        const [handled, waiting] = [
          sequenceOf(await store.accept(delivery)),
          sequenceOf(await store.accept(deliveryWith())),
        ]
        store.settle(handled)
        store.giveBack(waiting)
        const other = sequenceOf(await store.accept(deliveryWith()))
        await store.erase([handled, waiting])
        assert.deepEqual(await store.due("node", Date.now(), 10), [])
        for (const sequence of [handled, waiting]) {
          assert.equal(await store.read(sequence), null)
          assert.equal(await store.revive(sequence), false)
        }
        const left = await store.history(Number.POSITIVE_INFINITY, 10)
        assert.deepEqual(
          left.map(({ sequence }) => sequence),
          [other],
        )
        assert.deepEqual(await store.accept(delivery), { outcome: "duplicate" })
      })
    })

    describe("claiming", () => {
      it("is first once, and then repeats it, counting", async () => {
        const store = open()
        const first = claimAt(0)
        assert.deepEqual(await store.claim(first), { first: true, firstSeen: first.time, count: 1 })
        assert.deepEqual(await store.claim(claimAt(1)), { first: false, firstSeen: first.time, count: 2 })
        assert.deepEqual(await store.claim(claimAt(2)), { first: false, firstSeen: first.time, count: 3 })
      })

      it("reaches as far as the window in both directions, and no further", async () => {
        const store = open()
        await store.claim(claimAt(0))
        const at = async (minutes: number) => (await store.claim(claimAt(minutes))).first
        assert.equal(await at(9.999), false)
        assert.equal(await at(-9.999), false)
        assert.equal(await at(10), true)
        assert.equal(await at(-10), true)
      })

      it("reaches for ever where the window does", async () => {
        const store = open()
        const endless = { window: Number.POSITIVE_INFINITY, expires: Number.POSITIVE_INFINITY }
        assert.equal((await store.claim(claimAt(0, endless))).first, true)
        for (const minutes of [1e7, -1e7]) {
          assert.deepEqual((await store.claim(claimAt(minutes, endless))).first, false)
        }
      })

      it("repeats the nearest of several earlier ones", async () => {
        const store = open()
        for (const minutes of [0, 15]) assert.equal((await store.claim(claimAt(minutes))).first, true)
        assert.equal((await store.claim(claimAt(9))).firstSeen, claimAt(15).time)
        assert.equal((await store.claim(claimAt(6))).firstSeen, claimAt(0).time)
      })

      it("keeps keys and scopes apart", async () => {
        const store = open()
        const others = [
          { key: "other" },
          { scope: "other" },
          { scope: "key", key: "node" },
          { scope: "nod", key: "ekey" },
        ]
        await store.claim(claimAt(0))
        for (const other of others)
          assert.equal((await store.claim(claimAt(0, other))).first, true, JSON.stringify(other))
      })

      it("has exactly one first of 200 at once, and counts the others", async () => {
        const store = open()
        const results = await Promise.all(Array.from({ length: 200 }, () => store.claim(claimAt(0))))
        const counts = results.map(({ count }) => count).sort((a, b) => a - b)
        assert.equal(results.filter(({ first }) => first).length, 1)
        assert.deepEqual(
          counts,
          Array.from({ length: 200 }, (_, index) => index + 1),
        )
      })

      it("decides as anyone would with pencil and paper, whatever comes in whatever order", async () => {
        const store = open()
        let keys = 0
        await fc.assert(
          fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 12 }), async (times) => {
            const key = `key-${keys++}`
            const firsts: number[] = []
            for (const minutes of times) {
              const { first } = await store.claim(claimAt(minutes, { key }))
              assert.equal(
                first,
                firsts.every((earlier) => Math.abs(earlier - minutes) >= 10),
              )
              if (first) firsts.push(minutes)
            }
          }),
          { numRuns: 40 },
        )
      })
    })

    describe("a claim that waits to be committed", () => {
      const lease = (holder: string, again = false, until = Date.now() + 10 * MINUTE) => ({
        lease: { until, holder, again },
      })
      const handle = (holder: string, time = claimAt(0).time) => ({ scope: "node", key: "key", time, holder })
      const over = Date.now() - 1

      it("stands meanwhile", async () => {
        const store = open()
        assert.equal((await store.claim(claimAt(0, lease("a")))).first, true)
        assert.equal((await store.claim(claimAt(0, lease("b")))).first, false)
        assert.equal((await store.claim(claimAt(0))).first, false)
      })

      it("stands for good once it is committed", async () => {
        const store = open()
        await store.claim(claimAt(0, lease("a", false, over)))
        await store.commit(handle("a"))
        assert.equal((await store.claim(claimAt(0, lease("b")))).first, false)
        assert.equal((await store.claim(claimAt(0, lease("2 a", true)))).first, false)
      })

      it("is free once it is released", async () => {
        const store = open()
        await store.claim(claimAt(0, lease("a")))
        await store.release(handle("a"))
        assert.equal((await store.claim(claimAt(0, lease("b")))).first, true)
      })

      it("is free once its lease is over", async () => {
        const store = open()
        await store.claim(claimAt(0, lease("a", false, over)))
        assert.equal((await store.claim(claimAt(1, lease("b")))).first, true)
        assert.equal((await store.claim(claimAt(1, lease("c")))).first, false)
      })

      it("is its holder's when that comes again, and nobody else's", async () => {
        const store = open()
        await store.claim(claimAt(0, lease("1 a")))
        assert.equal((await store.claim(claimAt(0, lease("2 b", true)))).first, false)
        assert.equal((await store.claim(claimAt(0, lease("2 a", true)))).first, true)
        assert.equal((await store.claim(claimAt(0, lease("2 a", true)))).first, false, "once")
        assert.equal((await store.claim(claimAt(0, lease("3 a", true)))).first, true)
      })

      it("is not ended by whoever held it before", async () => {
        const store = open()
        await store.claim(claimAt(0, lease("a", false, over)))
        await store.claim(claimAt(0, lease("b")))
        await store.release(handle("a"))
        assert.equal((await store.claim(claimAt(0, lease("c")))).first, false)
        await store.commit(handle("a"))
        await store.release(handle("b"))
        assert.equal((await store.claim(claimAt(0, lease("c")))).first, true)
      })

      it("is ended without an error where there is none any more", async () => {
        const store = open()
        await store.commit(handle("a"))
        await store.release(handle("a"))
      })
    })

    describe("forgetting", () => {
      it("forgets one key", async () => {
        const store = open()
        await store.claim(claimAt(0))
        await store.claim(claimAt(0, { key: "other" }))
        await store.forget("node", "key")
        assert.equal((await store.claim(claimAt(0))).first, true)
        assert.equal((await store.claim(claimAt(0, { key: "other" }))).first, false)
      })

      it("forgets all keys of a scope, and of no other", async () => {
        const store = open()
        const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`)
        for (const key of keys) await store.claim(claimAt(0, { key }))
        await store.claim(claimAt(0, { scope: "node-2" }))
        await store.forget("node")
        for (const key of keys) assert.equal((await store.claim(claimAt(0, { key }))).first, true)
        assert.equal((await store.claim(claimAt(0, { scope: "node-2" }))).first, false)
      })

      it("forgets what was never there without an error", async () => {
        const store = open()
        await store.forget("node", "key")
        await store.forget("node")
      })
    })

    describe("hashing", () => {
      it("gives one text one hash, and two texts two", async () => {
        const store = open()
        const hash = await store.hash("ana@example.com")
        assert.match(hash, /^[0-9a-f]{32}$/)
        assert.equal(await store.hash("ana@example.com"), hash)
        assert.notEqual(await store.hash("eve@example.com"), hash)
      })

      it("gives one text another hash in another store: nobody can look it up", async () => {
        assert.notEqual(await open().hash("ana@example.com"), await open().hash("ana@example.com"))
      })
    })

    it("refuses everything once it is closed, and never throws at what cannot wait", async () => {
      const store = open()
      const sequence = sequenceOf(await store.accept(deliveryWith()))
      await store.close()
      store.settle(sequence)
      store.fail(sequence, "too late", null)
      const handle = { ...claimAt(0), holder: "a" }
      const refused = [
        store.accept(deliveryWith()),
        store.due("node", Date.now(), 1),
        store.claim(claimAt(0)),
        store.commit(handle),
        store.release(handle),
        store.forget("node"),
      ]
      const areRefused = refused.map((result) =>
        assert.rejects(async () => result, isRejectedAs("shutting-down")),
      )
      await Promise.all(areRefused)
      await store.close()
    })

    if (!driver.durable) return

    describe("opened again", () => {
      it("knows what it accepted, claimed and hashed", async () => {
        const place = newPlace()
        const delivery = deliveryWith()
        const before = open({}, place)
        await before.accept(delivery)
        await before.claim(claimAt(0))
        const hash = await before.hash("ana@example.com")
        await before.close()

        const store = open({}, place)
        assert.deepEqual(await store.accept(delivery), { outcome: "duplicate" })
        assert.equal((await store.claim(claimAt(1))).first, false)
        assert.equal(await store.hash("ana@example.com"), hash)
      })

      it("has what was not handled due again, and nothing that was", async () => {
        const place = newPlace()
        const before = open({}, place)
        const sequences: number[] = []
        for (let count = 0; count < 5; count++)
          sequences.push(sequenceOf(await before.accept(deliveryWith())))
        const [handled = 0, dead = 0, later = 0, ...left] = sequences
        before.settle(handled)
        before.fail(dead, "refused", null)
        before.fail(later, "away", Date.now() + DAY)
        await before.close()

        const store = open({}, place)
        const found: number[] = []
        const take = async (now: number) => {
          found.push(...(await store.due("node", now, 10)).map(({ sequence }) => sequence))
        }
        await eventually(async () => {
          await take(Date.now())
          assert.deepEqual(found, left)
        })
        await take(Date.now() + 2 * DAY)
        assert.deepEqual(found, [...left, later])
      })

      it("acts as one with another that has the same place open", async () => {
        const place = newPlace()
        const stores = [open({}, place), open({}, place)]
        const delivery = deliveryWith()
        const one = <Result,>(ask: (store: Store | undefined) => Result) =>
          Promise.all(Array.from({ length: 100 }, (_, index) => ask(stores[index % 2])))
        const claims = await one((store) => store?.claim(claimAt(0)))
        assert.equal(claims.filter((claim) => claim?.first).length, 1)
        const acceptances = await one((store) => store?.accept(delivery))
        assert.equal(acceptances.filter((acceptance) => acceptance?.outcome === "stored").length, 1)
        const hashes = await one((store) => store?.hash("ana@example.com"))
        assert.equal(new Set(hashes).size, 1)
      })

      it("goes on counting: no number is used again", async () => {
        const place = newPlace()
        const before = open({}, place)
        const last = sequenceOf(await before.accept(deliveryWith()))
        before.settle(last)
        await before.close()
        assert.ok(sequenceOf(await open({}, place).accept(deliveryWith())) > last)
      })
    })
  })
}
