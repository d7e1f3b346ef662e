// A store's `retries`: an event whose flow failed is tried again when its time has come, whatever else goes on.
import assert from "node:assert/strict"
import { setTimeout as pause } from "node:timers/promises"
import { isEvent, objectOf } from "../support/event.mts"
import { catchErrors, collect, flow, switchOf } from "../support/flow.mts"
import { type Request, send } from "../support/http.mts"
import { type Collected, type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { purple } from "../support/senders.mts"

/** The pause before the second attempt is 2.5 to 5 s; in milliseconds, with room for a slow machine. */
const SHORTEST_PAUSE = 2_000
const LONGEST_PAUSE = 8_000

const store: FlowNode = {
  id: "trying",
  type: "webhook store",
  kind: "sqlite",
  path: "trying.sqlite",
  retries: 5,
  quiet: 3600,
}

/** Fails with what is tried for the first time. */
const work: FlowNode = {
  ...collect("work"),
  func: 'if (msg.webhook.attempt === 1) throw new Error("server down")\nreturn msg',
  wires: [["done"]],
}

/** Core's switch takes one message in a turn of the event loop, and never says when it is done with it. */
const crowd = switchOf("crowd-switch", "purple", "work")

/** Is never done with what is new, fails with it when it comes again, and then no more. */
const cutOff: FlowNode = {
  ...collect("cut-off-work"),
  func: `if (msg.webhook.attempt === 1) { global.get("collect")("begun", msg); await new Promise(() => {}) }
    if (msg.webhook.attempt === 2) throw new Error("server down")
    return msg`,
  wires: [["done"]],
}

const flows = flow(
  store,
  { ...store, id: "once", path: "once.sqlite", retries: 1 },
  { id: "cut-off", type: "purple in", name: "", path: "/cut-off", store: "once", wires: [["cut-off-work"]] },
  cutOff,
  { id: "again", type: "purple in", name: "", path: "/again", store: store.id, wires: [["work"]] },
  { id: "crowd", type: "purple in", name: "", path: "/crowd", store: store.id, wires: [[crowd.id]] },
  crowd,
  work,
  collect("done"),
  ...catchErrors("failed", ["work"]),
)

const interruptions: [string, (nodeRed: NodeRed) => Promise<void>][] = [
  ["a deploy", (nodeRed) => nodeRed.deploy(flows, "full")],
  ["a restart", (nodeRed) => nodeRed.restart()],
]

for (const version of versions) {
  describe(`what failed, Node-RED ${version}`, function () {
    this.timeout(60_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version, flows, patience: 30_000 })
    })
    after(() => nodeRed?.stop())

    /** Posts an event and waits until its flow has failed. */
    async function fail(request: Request = purple.fresh()): Promise<unknown> {
      const answer = await send(nodeRed.url("/again"), request)
      assert.equal(answer.status, 200, answer.text)
      const { id } = objectOf(answer.json)
      await nodeRed.take("failed", isEvent(id))
      return id
    }

    it("comes again, also where many events were at a switch at once", async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => send(nodeRed.url("/crowd"), purple.fresh())),
      )
      const ids = answers.map(({ json }) => objectOf(json).id)
      for (const id of ids) await nodeRed.take("failed", isEvent(id))
      for (const id of ids) await nodeRed.take("done", isEvent(id))
    })

    for (const [what, interrupt] of interruptions) {
      it(`has all its tries where ${what} came in between: that is no failure`, async () => {
        const answer = await send(nodeRed.url("/cut-off"), purple.fresh())
        const { id } = objectOf(answer.json)
        await nodeRed.take("begun", isEvent(id))
        await interrupt(nodeRed)
        const { message } = await nodeRed.take("done", isEvent(id))
        assert.equal(objectOf(message.webhook).attempt, 3)
      })

      it(`just before ${what} is tried again when due, while others fail every second`, async () => {
        const id = await fail()
        const failed = Date.now()
        await interrupt(nodeRed)
        let retried: Collected | undefined
        const retry = nodeRed.take("done", isEvent(id)).then((collected) => {
          retried = collected
        })
        while (!retried && Date.now() < failed + LONGEST_PAUSE) {
          await fail()
          await Promise.race([retry, pause(1_000)])
        }
        assert.ok(retried, "not tried again in time")
        assert.equal(objectOf(retried.message.webhook).attempt, 2)
        assert.ok(Date.now() > failed + SHORTEST_PAUSE, "tried again before its time")
      })
    }
  })
}
