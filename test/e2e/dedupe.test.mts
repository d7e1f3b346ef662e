// Once per guest, where it matters: many requests at once, and after restarts and crashes.
import assert from "node:assert/strict"
import { isEvent, objectOf } from "../support/event.mts"
import { collect, flow } from "../support/flow.mts"
import { type Answer, send } from "../support/http.mts"
import { NodeRed, versions } from "../support/node-red.mts"
import { assertDiscreet } from "../support/privacy.mts"
import { purple, purpleVisit } from "../support/senders.mts"

const flows = flow(
  { id: "visits", type: "purple in", name: "", path: "/visits", store: "", wires: [["once"]] },
  {
    id: "once",
    type: "dedupe",
    name: "",
    key: "guest",
    window: "forever",
    clock: "arrival",
    lateAfter: 0,
    commit: "pass",
    missing: "pass",
    store: "",
    wires: [["first"], ["repeat"]],
  },
  collect("first"),
  collect("repeat"),
)

/** Seconds after the first visit; no two visits are at the same time, so no two are the same event. */
let clock = 1_900_000_000

for (const version of versions) {
  describe(`once per guest, Node-RED ${version}`, function () {
    this.timeout(40_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
      await nodeRed.deploy(flows)
    })
    after(() => nodeRed?.stop())
    afterEach(() => assert.deepEqual(nodeRed.takeAll(), []))

    async function visit(user: Record<string, unknown>): Promise<Answer> {
      clock += 1
      const answer = await send(
        nodeRed.url("/visits"),
        purple.authentic(JSON.stringify(purpleVisit(user, clock))),
      )
      assert.equal(answer.status, 200, answer.text)
      return answer
    }

    async function leaves(output: "first" | "repeat", answer: Answer): Promise<Record<string, unknown>> {
      const { message } = await nodeRed.take(output, isEvent(objectOf(answer.json).id))
      return objectOf(message.dedupe)
    }

    it("lets one of 200 visits of one guest at once pass", async () => {
      const emails = ["crowd@example.com", " Crowd@Example.COM "]
      await Promise.all(Array.from({ length: 200 }, (_, index) => visit({ id: 1, email: emails[index % 2] })))
      const { message } = await nodeRed.take("first")
      const { duplicate, reason, key, count } = objectOf(message.dedupe)
      assert.deepEqual({ duplicate, reason, count }, { duplicate: false, reason: "first", count: 1 })
      for (let repeat = 0; repeat < 199; repeat += 1) {
        const repeated = objectOf((await nodeRed.take("repeat")).message.dedupe)
        assert.deepEqual([repeated.duplicate, repeated.reason, repeated.key], [true, "repeat", key])
      }
    })

    it("tells guests without an e-mail apart by their id", async () => {
      for (const id of [101, 102]) {
        const { reason } = await leaves("first", await visit({ id, email: null }))
        assert.equal(reason, "first")
        assert.equal((await leaves("repeat", await visit({ id, email: "" }))).reason, "repeat")
      }
    })

    it("never makes one key of guests of whom nothing is known", async () => {
      for (const email of [null, "", " ", "not an address"]) {
        const { duplicate, reason } = await leaves("first", await visit({ id: null, email }))
        assert.deepEqual({ duplicate, reason }, { duplicate: false, reason: "no-key" })
      }
    })

    for (const [end, signal] of [
      ["a restart", "SIGTERM"],
      ["a crash", "SIGKILL"],
    ] as const) {
      it(`knows a guest after ${end}`, async () => {
        const guest = { id: 201, email: `${signal}@example.com` }
        await leaves("first", await visit(guest))
        await nodeRed.restart(signal)
        assert.equal((await leaves("repeat", await visit(guest))).reason, "repeat")
        // A crash may leave the first visit to be emitted again; then that is a repeat, too.
        assert.deepEqual(
          nodeRed.takeAll().filter((collected) => !collected.startsWith("repeat:")),
          [],
        )
      })
    }

    it("has logged no e-mail at any level", () => assertDiscreet(nodeRed.log))
  })
}
