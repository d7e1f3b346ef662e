// The node in a flow: its two outputs, and what every message says of itself (section 3 of the design).
import assert from "node:assert/strict"
import { describeInNodeRed, type FlowNode, type Message } from "../shared/red/runtime.mts"
import { objectOf } from "../support/event.mts"

const time = "2026-06-15T12:00:00.000Z"

/** A message with an event, as an in-node emits it. */
function visit(guest: object, event: object = {}): Message {
  const venue = { id: "7" }
  const payload = {
    id: "e-1",
    source: "purple",
    type: "guest.connected",
    time,
    receivedAt: time,
    guest,
    venue,
    ...event,
  }
  return { _msgid: "m-1", topic: "guest.connected", payload }
}

const ana = { email: "ana@example.com" }
const eve = { email: "eve@example.com" }

/** Every load has a scope of its own: what an earlier test has claimed does not count. */
let loads = 0

describeInNodeRed("dedupe", (runtime) => {
  async function load(properties: object): Promise<void> {
    loads++
    const id = `dedupe-${loads}`
    const nodes: FlowNode[] = [
      { id, type: "dedupe", window: "forever", ...properties, wires: [["first"], ["repeat"]] },
      { id: "catcher", type: "catch", scope: [id], uncaught: false, wires: [["errors"]] },
    ]
    await runtime.load(["dedupe", "common/25-catch.js"], nodes)
  }

  function give(message: Message): void {
    runtime.give(`dedupe-${loads}`, message)
  }

  async function decisionOf(output: "first" | "repeat", message: Message): Promise<Record<string, unknown>> {
    give(message)
    const { dedupe } = await runtime.take(output)
    const other = output === "first" ? "repeat" : "first"
    assert.deepEqual(runtime.waiting(other), [], "one output only")
    return objectOf(dedupe)
  }

  async function reasonOf(output: "first" | "repeat", message: Message): Promise<unknown> {
    return (await decisionOf(output, message)).reason
  }

  it("sends the first to the first output and repeats to the second, each with what it says of them", async () => {
    await load({ key: "guest" })
    const { key, ...first } = await decisionOf("first", visit(ana))
    assert.match(String(key), /^[0-9a-f]{32}$/)
    assert.deepEqual(first, { duplicate: false, reason: "first", firstSeen: time, count: 1 })
    const later = { receivedAt: "2026-06-15T13:00:00.000Z", time: "2026-06-15T13:00:00.000Z" }
    assert.deepEqual(await decisionOf("repeat", visit(ana, later)), {
      duplicate: true,
      reason: "repeat",
      key,
      firstSeen: time,
      count: 2,
    })
  })

  it("hands the message on with nothing else changed", async () => {
    await load({ key: "guest" })
    give({ ...visit(ana), extra: { kept: true } })
    const { dedupe: _, ...message } = await runtime.take("first")
    assert.deepEqual(message, { ...visit(ana), extra: { kept: true } })
  })

  const kinds: Record<string, { same: Message; other: Message }> = {
    event: { same: visit(eve), other: visit(ana, { id: "e-2" }) },
    guest: { same: visit(ana, { id: "e-2", venue: { id: "8" } }), other: visit(eve) },
    "guest+venue": { same: visit(ana, { type: "guest.left" }), other: visit(ana, { venue: { id: "8" } }) },
    "guest+type": { same: visit(ana, { venue: { id: "8" } }), other: visit(ana, { type: "guest.left" }) },
  }
  for (const [key, { same, other }] of Object.entries(kinds)) {
    it(`knows the same by ${key}, and another`, async () => {
      await load({ key })
      assert.equal(await reasonOf("first", visit(ana)), "first")
      assert.equal(await reasonOf("repeat", same), "repeat")
      assert.equal(await reasonOf("first", other), "first")
    })
  }

  it("knows the same by device", async () => {
    await load({ key: "device" })
    const on = (mac: string, guest: object) => visit(guest, { device: { mac } })
    assert.equal(await reasonOf("first", on("be:72:b3:40:f9:be", ana)), "first")
    assert.equal(await reasonOf("repeat", on("be:72:b3:40:f9:be", eve)), "repeat")
    assert.equal(await reasonOf("first", on("be:72:b3:40:f9:bf", ana)), "first")
  })

  it("knows the same by any property of the message", async () => {
    await load({ key: "property", property: "payload.booking.number" })
    const booking = (number: unknown) => ({ payload: { booking: { number } } })
    assert.equal(await reasonOf("first", booking(7)), "first")
    assert.equal(await reasonOf("repeat", booking(7)), "repeat")
    assert.equal(await reasonOf("first", booking("7")), "first")
    for (const nothing of [
      booking(null),
      booking(undefined),
      booking(""),
      { payload: {} },
      { payload: "text" },
      {},
    ]) {
      assert.equal(await reasonOf("first", nothing), "no-key")
    }
  })

  it("knows the same by a JSONata expression, and by all parts of a list that it gives", async () => {
    await load({ key: "jsonata", expression: "[$lowercase(payload.name), payload.room]" })
    const stay = (name: string, room: unknown) => ({ payload: { name, room } })
    assert.equal(await reasonOf("first", stay("Ana", 212)), "first")
    assert.equal(await reasonOf("repeat", stay("ANA", 212)), "repeat")
    assert.equal(await reasonOf("first", stay("Ana", 213)), "first")
  })

  it("tells of an expression that fails on a message, and passes none of them on", async () => {
    await load({ key: "jsonata", expression: "$number(payload)" })
    give({ payload: "no number" })
    const { error } = await runtime.take("errors")
    assert.ok(objectOf(error).message)
    assert.deepEqual([runtime.waiting("first"), runtime.waiting("repeat")], [[], []])
  })

  it("passes what has no key on as the first, and never as a repeat", async () => {
    await load({ key: "guest", missing: "pass" })
    const nothing = { duplicate: false, reason: "no-key", key: null, firstSeen: null, count: 0 }
    const unknown = [
      visit({}),
      visit({ email: null, phone: null, id: null }),
      visit({}),
      { payload: "text" },
      {},
    ]
    for (const message of unknown) assert.deepEqual(await decisionOf("first", message), nothing)
  })

  it("drops what has no key, where it is told to", async () => {
    await load({ key: "guest", missing: "drop" })
    give(visit({}))
    assert.equal(await reasonOf("first", visit(ana)), "first")
    assert.deepEqual(runtime.waiting("errors"), [])
  })

  it("reports what has no key as an error, where it is told to", async () => {
    await load({ key: "guest", missing: "error" })
    give(visit({}))
    const { error, payload } = await runtime.take("errors")
    assert.match(String(objectOf(error).message), /nothing to recognize it by/)
    assert.deepEqual(payload, visit({}).payload)
    assert.deepEqual([runtime.waiting("first"), runtime.waiting("repeat")], [[], []])
  })

  it("sends what is late to the second output, and says so", async () => {
    await load({ key: "guest", lateAfter: "3600" })
    const late = await decisionOf("repeat", visit(ana, { receivedAt: "2026-06-15T13:00:01.000Z" }))
    assert.deepEqual([late.duplicate, late.reason, late.firstSeen, late.count], [true, "late", null, 0])
    assert.equal(await reasonOf("first", visit(ana, { receivedAt: "2026-06-15T13:00:00.000Z" })), "first")
  })

  it("goes by the day of its time zone, as saved by the editor", async () => {
    await load({
      key: "guest",
      window: "day",
      timezone: "Europe/Rome",
      amount: "1",
      unit: "d",
      lateAfter: "0",
    })
    const at = (moment: string) => visit(ana, { time: moment, receivedAt: moment })
    assert.equal(await reasonOf("first", at("2026-06-14T22:00:00.000Z")), "first")
    assert.equal(await reasonOf("repeat", at("2026-06-15T21:59:00.000Z")), "repeat")
    assert.equal(await reasonOf("first", at("2026-06-15T22:00:00.000Z")), "first")
  })

  it("goes by a rolling window, both ways", async () => {
    await load({ key: "guest", window: "rolling", amount: "10", unit: "m" })
    const at = (minute: string) => visit(ana, { time: `2026-06-15T12:${minute}:00.000Z` })
    assert.equal(await reasonOf("first", at("30")), "first")
    assert.equal(await reasonOf("repeat", at("21")), "repeat")
    assert.equal(await reasonOf("repeat", at("39")), "repeat")
    assert.equal(await reasonOf("first", at("20")), "first")
    assert.equal(await reasonOf("first", at("40")), "first")
  })

  it("forgets a message's key, or all, by msg.reset, and sends that message nowhere", async () => {
    await load({ key: "guest" })
    for (const guest of [ana, eve]) assert.equal(await reasonOf("first", visit(guest)), "first")
    give({ ...visit(ana), reset: "this one" })
    assert.equal(await reasonOf("repeat", visit(eve)), "repeat")
    assert.equal(await reasonOf("first", visit(ana)), "first")
    give({ reset: true })
    for (const guest of [ana, eve]) assert.equal(await reasonOf("first", visit(guest)), "first")
    assert.deepEqual([runtime.waiting("first"), runtime.waiting("repeat")], [[], []])
  })

  it("lets one of 200 at once pass, and loses none of the others", async () => {
    await load({ key: "guest" })
    for (const index of Array.from({ length: 200 }).keys()) give(visit(ana, { id: `e-${index}` }))
    await runtime.take("first")
    const ids = new Set()
    for (let count = 0; count < 199; count++) ids.add(objectOf((await runtime.take("repeat")).payload).id)
    assert.equal(ids.size, 199)
    assert.deepEqual([runtime.waiting("first"), runtime.waiting("repeat")], [[], []])
  })

  it("keeps what two nodes have seen apart", async () => {
    await load({ key: "guest" })
    assert.equal(await reasonOf("first", visit(ana)), "first")
    await runtime.unload()
    await load({ key: "guest" })
    assert.equal(await reasonOf("first", visit(ana)), "first")
  })

  const broken: Record<string, { properties: object; says: RegExp }> = {
    "a time zone that there is not": {
      properties: { timezone: "Europe/Atlantis" },
      says: /No such time zone/,
    },
    "an expression that is none": {
      properties: { key: "jsonata", expression: "((" },
      says: /JSONata expression/,
    },
    "a store that is not there": { properties: { store: "gone" }, says: /webhook store/ },
  }
  for (const [what, { properties, says }] of Object.entries(broken)) {
    it(`says what is wrong, and passes nothing on unchecked, with ${what}`, async () => {
      await load(properties)
      assert.match(runtime.log().join("\n"), says)
      give(visit(ana))
      await runtime.take("errors")
      assert.deepEqual([runtime.waiting("first"), runtime.waiting("repeat")], [[], []])
    })
  }
})
