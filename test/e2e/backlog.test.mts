// Unhandled events wait for their flow, and take nothing away from other events while they wait or are worked off.
import assert from "node:assert/strict"
import { setTimeout as pause } from "node:timers/promises"
import { objectOf } from "../support/event.mts"
import { collect, collectForEver, flow } from "../support/flow.mts"
import { type Answer, type Request, send } from "../support/http.mts"
import { type Collected, type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { purple } from "../support/senders.mts"
import { assertError } from "./contract/bench.mts"

const EVENTS = 300

/** Far fewer than the events that one in-node emits again at a time. */
const SENDERS = 10

function receiver(id: string, store: string, handles: FlowNode): FlowNode[] {
  const own = { id, type: "purple in", name: "", path: `/${id}`, store, wires: [[handles.id]] }
  return [own, handles]
}

/**
 * Never finishes with an event that says so, the first time. Then it takes its time, each time another, so that room
 * for the next one comes at many moments.
 */
const worker: FlowNode = {
  ...collect("worker"),
  func: `
    const { id, raw } = msg.payload
    const { attempt } = msg.webhook
    global.get("collect")("worker", { id, attempt })
    if (!raw.stuck) return
    if (attempt === 1) await new Promise(() => {})
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 200))`,
}

const store = { type: "webhook store", kind: "sqlite", quiet: 3600 }
const roomy: FlowNode = { ...store, id: "roomy", path: "roomy.sqlite" }
const small: FlowNode = { ...store, id: "small", path: "small.sqlite", maxPending: 2 }

const staying = receiver("staying", small.id, collect("staying-events"))
const leaving = receiver("leaving", small.id, collectForEver("leaving-events"))

const withBoth = flow(roomy, small, ...receiver("busy", roomy.id, worker), ...staying, ...leaving)
const withOne = flow(roomy, small, ...receiver("busy", roomy.id, worker), ...staying)

function stuck(): Request {
  return purple.authentic(JSON.stringify({ ...JSON.parse(purple.fresh().body), stuck: true }))
}

for (const version of versions) {
  describe(`a backlog, Node-RED ${version}`, function () {
    this.timeout(30_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version, flows: withBoth })
    })
    after(() => nodeRed?.stop())

    const post = (name: string, request: Request = purple.fresh()) => send(nodeRed.url(`/${name}`), request)

    /** Several senders, until they are told to stop. Resolves to the ids of the events accepted. */
    async function postWhile(isWanted: () => boolean, create: () => Request): Promise<string[]> {
      const ids: string[] = []
      const keepSending = async () => {
        while (isWanted()) ids.push(idOf(await post("busy", create())))
      }
      await Promise.all(Array.from({ length: SENDERS }, keepSending))
      return ids
    }

    it("is worked off while new events arrive, which are emitted once", async () => {
      let toSend = EVENTS
      const waiting = await postWhile(() => toSend-- > 0, stuck)
      await nodeRed.takeMany(EVENTS, isOfWorker)
      await nodeRed.restart("SIGKILL")
      let isBacklog = true
      const arriving = postWhile(
        () => isBacklog,
        () => purple.fresh(),
      )
      for (const id of waiting) {
        const { message } = await nodeRed.take("worker", ({ message }) => message.id === id)
        assert.equal(message.attempt, 2)
      }
      await pause(200) // the last of them are still worked on
      isBacklog = false
      const fresh = await arriving
      const seen = await nodeRed.takeMany(fresh.length, isOfWorker)
      assert.deepEqual(new Set(seen.map(({ message }) => message.attempt)), new Set([1]))
      assert.deepEqual(new Set(seen.map(({ message }) => message.id)), new Set(fresh))
      assert.deepEqual(nodeRed.takeAll(), [])
    })

    it("of a deleted node takes no room from others, and is there when the node comes back", async () => {
      const waiting = [await post("leaving"), await post("leaving")].map(idOf)
      for (const id of waiting) assert.equal(objectOf((await taken("leaving")).payload).id, id)
      assertError(await post("staying"), 503, "store-full")

      await nodeRed.deploy(withOne)
      const id = idOf(await post("staying"))
      assert.equal(objectOf((await taken("staying")).payload).id, id)

      await nodeRed.deploy(withBoth)
      for (const id of waiting) {
        const { payload, webhook } = await taken("leaving")
        assert.deepEqual([objectOf(payload).id, objectOf(webhook).redelivered], [id, true])
      }
    })

    async function taken(name: string): Promise<Record<string, unknown>> {
      return (await nodeRed.take(`${name}-events`)).message
    }
  })
}

function isOfWorker({ label }: Collected): boolean {
  return label === "worker"
}

function idOf({ status, text, json }: Answer): string {
  assert.equal(status, 200, text)
  return String(objectOf(json).id)
}
