// What was answered 200 is kept, and what cannot be kept is not answered 200: over restarts, crashes and deploys.
import assert from "node:assert/strict"
import { objectOf } from "../support/event.mts"
import { collect, collectForEver, flow } from "../support/flow.mts"
import { type Answer, type Request, send } from "../support/http.mts"
import { type Collected, type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { assertDiscreet } from "../support/privacy.mts"
import { purple } from "../support/senders.mts"
import { assertError } from "./contract/bench.mts"

function store(id: string, properties: Record<string, unknown>): FlowNode {
  const defaults = { url: "", prefix: "", retention: 7, retries: 0, quiet: 3600, maxPending: 10_000 }
  return {
    id,
    type: "webhook store",
    name: "",
    kind: "sqlite",
    path: `${id}.sqlite`,
    ...defaults,
    ...properties,
  }
}

/** An in-node whose flow handles every event at once, or never finishes one. */
function receiver(id: string, storeId: string, handles: typeof collect = collect): FlowNode[] {
  const wires = [[`${id}-events`]]
  return [{ id, type: "purple in", name: "", path: `/${id}`, store: storeId, wires }, handles(`${id}-events`)]
}

const interruptions: [string, string, (nodeRed: NodeRed) => Promise<void>][] = [
  ["restarted", "a restart", (nodeRed) => nodeRed.restart("SIGTERM")],
  ["crashed", "a crash", (nodeRed) => nodeRed.restart("SIGKILL")],
  ["deployed", "a full deploy", (nodeRed) => nodeRed.deploy(flows, "full")],
]

const flows = flow(
  // Below a regular file there can be no other, not even for root.
  store("nowhere", { path: "flows.json/store.sqlite" }),
  ...receiver("unkept", "nowhere"),
  store("small", { maxPending: 1 }),
  ...receiver("full", "small", collectForEver),
  store("patient", {}),
  ...interruptions.flatMap(([id]) => receiver(id, "patient", collectForEver)),
  ...receiver("handled", ""),
  ...receiver("waiting", "", collectForEver),
)

for (const version of versions) {
  describe(`keeping events, Node-RED ${version}`, function () {
    this.timeout(40_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
      await nodeRed.deploy(flows)
    })
    after(() => nodeRed?.stop())

    const post = (id: string, request: Request = purple.fresh()) => send(nodeRed.url(`/${id}`), request)

    async function emitted(id: string, answer: Answer): Promise<Record<string, unknown>> {
      assert.equal(answer.status, 200, answer.text)
      return (await nodeRed.take(`${id}-events`, (event) => idOf(event) === objectOf(answer.json).id)).message
    }

    it("answers 503 and emits nothing when the store cannot keep an event", async () => {
      const answer = await post("unkept")
      assertError(answer, 503, "store-unavailable")
      assert.match(String(answer.headers["retry-after"]), /^\d+$/)
      await emitted("handled", await post("handled"))
      assert.deepEqual(nodeRed.takeAll(), [])
    })

    it("answers 503 when as many events are unhandled as the store may hold", async () => {
      await emitted("full", await post("full"))
      const answer = await post("full")
      assertError(answer, 503, "store-full")
      assert.match(String(answer.headers["retry-after"]), /^\d+$/)
    })

    for (const [id, what, interrupt] of interruptions) {
      it(`knows after ${what} what it has seen`, async () => {
        const request = purple.fresh()
        const first = await post("handled", request)
        await emitted("handled", first)
        await interrupt(nodeRed)
        assert.deepEqual((await post("handled", request)).json, { ...objectOf(first.json), duplicate: true })
      })

      it(`emits again after ${what} what no flow has finished, oldest first`, async () => {
        const before: Record<string, unknown>[] = []
        for (let count = 0; count < 3; count += 1) before.push(await emitted(id, await post(id)))
        await interrupt(nodeRed)
        for (const { payload, topic, webhook } of before) {
          const { message } = await nodeRed.take(`${id}-events`)
          assert.deepEqual({ payload: message.payload, topic: message.topic }, { payload, topic })
          assert.deepEqual(message.webhook, { ...objectOf(webhook), attempt: 2, redelivered: true })
        }
      })
    }

    it("does not emit again after a restart or a deploy what its flow has finished", async () => {
      for (let count = 0; count < 3; count += 1) await emitted("handled", await post("handled"))
      // Of the same store and younger: when it comes again, the others would have come before.
      const waiting = await post("waiting")
      await emitted("waiting", waiting)
      for (const interrupt of [() => nodeRed.restart(), () => nodeRed.deploy(flows)]) {
        nodeRed.takeAll()
        await interrupt()
        await emitted("waiting", waiting)
        assert.deepEqual(
          nodeRed.takeAll().filter((collected) => collected.startsWith("handled")),
          [],
        )
      }
    })

    it("has logged no secret, e-mail, phone or name at any level", () => assertDiscreet(nodeRed.log))
  })
}

function idOf({ message }: Collected): unknown {
  return objectOf(message.payload).id
}
