// What is kept in memory is given up in time, too: a process may run for months.
import assert from "node:assert/strict"
import { mock } from "node:test"
import type { Delivery } from "../../../dist/shared/core/delivery.js"
import { MemoryStore } from "../../../dist/store/drivers/memory.js"
import { deliveryWith, sequenceOf } from "../../contract/store.contract.mts"

const MINUTE = 60_000

describe("the memory store", () => {
  let store: MemoryStore
  beforeEach(() => {
    mock.timers.enable({ apis: ["setInterval", "Date"], now: Date.now() })
    store = new MemoryStore({ retention: 10 * MINUTE, maxPending: 10 })
  })
  afterEach(async () => {
    await store.close()
    mock.timers.reset()
  })

  it("forgets a handled delivery after its retention, and keeps one that is not handled", async () => {
    const [handled, waiting] = [deliveryWith(), deliveryWith()]
    store.settle(sequenceOf(await store.accept(handled)))
    store.giveBack(sequenceOf(await store.accept(waiting)))
    mock.timers.tick(9 * MINUTE)
    assert.equal((await store.accept(handled)).outcome, "duplicate")
    mock.timers.tick(2 * MINUTE)
    assert.equal((await store.accept(handled)).outcome, "stored")
    const due = await store.due("node", Date.now(), 10)
    assert.deepEqual(due[0]?.delivery, waiting)
  })

  it("knows the last 50,000 deliveries, and takes up no more for what came before", async () => {
    const [forgotten, known] = [deliveryWith(), deliveryWith()]
    const accept = async (delivery: Delivery) => store.settle(sequenceOf(await store.accept(delivery)))
    const others = async () => {
      for (let count = 0; count < 50_000; count++) await accept(deliveryWith({ content: Buffer.alloc(0) }))
    }
    await accept(forgotten)
    await others()
    await accept(known)
    await others()
    assert.equal((await store.accept(known)).outcome, "duplicate")
    assert.equal((await store.accept(forgotten)).outcome, "stored")
  })

  it("forgets claims that have expired, and no others", async () => {
    const now = Date.now()
    const claim = (key: string, expires: number) => ({
      scope: "node",
      key,
      time: now,
      window: Number.POSITIVE_INFINITY,
      expires,
    })
    const keys = { soon: now + MINUTE / 2, later: now + 60 * MINUTE, never: Number.POSITIVE_INFINITY }
    for (const [key, expires] of Object.entries(keys)) await store.claim(claim(key, expires))
    mock.timers.tick(2 * MINUTE)
    const firsts: string[] = []
    for (const [key, expires] of Object.entries(keys))
      if ((await store.claim(claim(key, expires))).first) firsts.push(key)
    assert.deepEqual(firsts, ["soon"])
  })
})
