// A deploy exchanges nodes while events arrive and are on their way through the flows: none of them is lost, and
// none that was handled comes again.
import assert from "node:assert/strict"
import { once } from "node:events"
import { request as httpRequest } from "node:http"
import { json } from "node:stream/consumers"
import { setTimeout as pause } from "node:timers/promises"
import { isEvent, objectOf } from "../support/event.mts"
import { collect, collectForEver, flow } from "../support/flow.mts"
import { sendUntilKept, sendWhile } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { purple } from "../support/senders.mts"

/** Collects a message after a while, in milliseconds: longer than a deploy waits for flows to finish. */
function collectLate(label: string, after: number): FlowNode {
  return {
    ...collect(label),
    func: `await new Promise((resolve) => setTimeout(resolve, ${after}))\nglobal.get("collect")("${label}", msg)`,
  }
}

/**
 * What this function node is sent while it closes is not heard. The handler must come behind the node's own, which
 * stops timers, and only this name of the node takes handlers here.
 */
const CLOSES_SLOWLY = 'await null\n__node__.on("close", (done) => setTimeout(done, 50))'

/** For a `nodes` deploy, which exchanges just what has been edited. */
function edited<Node extends FlowNode>(node: Node): Node {
  return { ...node, name: "edited" }
}

function purpleIn(id: string, store: string, wires: string[]): FlowNode {
  return { id, type: "purple in", name: "", path: `/${id}`, store, wires: [wires] }
}

/** Keeps one event: a second is accepted only once the first is handled. */
const single: FlowNode = { id: "single", type: "webhook store", kind: "memory", quiet: 3600, maxPending: 1 }
const patient: FlowNode = {
  id: "patient",
  type: "webhook store",
  kind: "sqlite",
  path: "patient.sqlite",
  quiet: 3600,
}

const dedupe = {
  id: "dedupe",
  type: "dedupe",
  key: "event",
  window: "forever",
  commit: "complete",
  store: single.id,
  wires: [["work"], ["repeats"]],
}

for (const version of versions) {
  describe(`events and deploys, Node-RED ${version}`, function () {
    this.timeout(30_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
    })
    after(() => nodeRed?.stop())
    beforeEach(async () => {
      await nodeRed.deploy(flow())
      nodeRed.takeAll()
    })

    async function post(name: string): Promise<unknown> {
      const answer = await sendUntilKept(nodeRed.url(`/${name}`), purple.fresh(), 5_000)
      assert.equal(answer.status, 200, answer.text)
      return objectOf(answer.json).id
    }

    /** What was emitted before it has come, too, when this event comes. */
    async function assertNothingBefore(name: string, label: string): Promise<void> {
      const id = await post(name)
      await nodeRed.take(label, isEvent(id))
      assert.deepEqual(nodeRed.takeAll(), [])
    }

    it("emit again behind dedupe what the deploy of a later node cut off", async () => {
      const nodes = [
        purpleIn("claimed", single.id, ["dedupe", "seen"]),
        dedupe,
        collect("seen"),
        collect("repeats"),
      ]
      await nodeRed.deploy(flow(single, ...nodes, collectForEver("work")))
      const id = await post("claimed")
      await nodeRed.take("work")
      await nodeRed.deploy(flow(single, ...nodes, collect("work")), "nodes")
      const { message } = await nodeRed.take("work")
      assert.deepEqual([objectOf(message.payload).id, objectOf(message.webhook).attempt], [id, 2])
      assert.equal(objectOf(message.dedupe).reason, "first")
      for (const attempt of [1, 2]) {
        const seen = await nodeRed.take("seen")
        assert.equal(objectOf(seen.message.webhook).attempt, attempt)
      }
      assert.deepEqual(nodeRed.takeAll(), [])
    })

    it("do not emit again what has gone through dedupe, with a branch beside it or without", async () => {
      const nodes = [dedupe, collectLate("work", 100), collect("repeats"), collect("seen")]
      for (const wires of [["dedupe"], ["dedupe", "seen"]]) {
        const flows = flow(single, purpleIn("claimed", single.id, wires), ...nodes)
        await nodeRed.deploy(flows)
        await post("claimed")
        await nodeRed.take("work")
        // Accepted only if the first has made room, long before the store's `quiet`.
        await post("claimed")
        await nodeRed.take("work")
        await nodeRed.deploy(flows, "full")
        nodeRed.takeAll()
        const id = await post("claimed")
        await nodeRed.take("work", isEvent(id))
        const others = nodeRed.takeAll().filter((collected) => !collected.includes(String(id)))
        assert.deepEqual(others, [])
      }
    })

    for (const type of ["nodes", "full"] as const) {
      it(`answer and emit once what still arrives during a ${type} deploy`, async () => {
        await nodeRed.deploy(flow(purpleIn("slow", "", ["old"]), collect("old"), collect("new")))
        const { body, headers } = purple.fresh()
        const request = httpRequest(nodeRed.url("/slow"), { method: "POST", headers: headers ?? {} })
        request.write(body.slice(0, 20))
        await pause(100)
        const flows = flow(edited(purpleIn("slow", "", ["new"])), collect("old"), collect("new"))
        await nodeRed.deploy(flows, type)
        request.end(body.slice(20))
        const [response] = await once(request, "response")
        assert.equal(response.statusCode, 200)
        const { id } = objectOf(await json(response))
        await nodeRed.take("new", isEvent(id))
        await assertNothingBefore("slow", "new")
      })
    }

    for (const [what, rules, error] of [
      ["does not allow their sender", { allow: "192.0.2.0/24" }, [403, "forbidden"]],
      ["takes no body as long as theirs", { maxBody: 30 }, [413, "body-too-large"]],
    ] as const) {
      it(`do not get in where the new node ${what}, though the old one did`, async () => {
        await nodeRed.deploy(flow(purpleIn("stricter", "", ["events"]), collect("events")))
        const { body, headers } = purple.fresh()
        const request = httpRequest(nodeRed.url("/stricter"), { method: "POST", headers: headers ?? {} })
        request.write(body.slice(0, 20))
        await pause(100)
        await nodeRed.deploy(flow({ ...purpleIn("stricter", "", ["events"]), ...rules }, collect("events")))
        request.end(body.slice(20))
        const [response] = await once(request, "response")
        assert.deepEqual([response.statusCode, objectOf(await json(response)).error], error)
        assert.deepEqual(nodeRed.takeAll(), [])
      })
    }

    it("reach a node that is exchanged again and again, each at least once", async () => {
      const nodes = [
        purpleIn("busy", patient.id, ["a"]),
        {
          ...collect("a"),
          func: "await new Promise((resolve) => setTimeout(resolve, 30))\nreturn msg",
          wires: [["b"]],
        },
      ]
      const exchanged = (name: string): FlowNode => ({
        ...collect("b"),
        func: 'global.get("collect")("b", { id: msg.payload.id })',
        initialize: CLOSES_SLOWLY,
        name,
      })
      await nodeRed.deploy(flow(patient, ...nodes, exchanged("first")))
      const accepted = await sendWhile(
        () => post("busy"),
        async () => {
          for (let count = 1; count <= 20; count += 1) {
            await nodeRed.deploy(flow(patient, ...nodes, exchanged(String(count))), "nodes")
            await pause(20)
          }
        },
      )
      assert.ok(accepted.length > 100, `${accepted.length} events`)
      for (const id of accepted) await nodeRed.take("b", ({ message }) => message.id === id)
    })

    it("do not come again that a flow finished only after the deploy of their in-node", async () => {
      const rest = [collect("seen"), collectLate("work", 1_500)]
      const inNode = purpleIn("long", "", ["seen", "work"])
      await nodeRed.deploy(flow(inNode, ...rest))
      const id = await post("long")
      await nodeRed.deploy(flow(edited(inNode), ...rest), "nodes")
      await nodeRed.take("seen", isEvent(id))
      await nodeRed.take("work", isEvent(id))
      await nodeRed.deploy(flow(inNode, ...rest), "nodes")
      await nodeRed.deploy(flow(inNode, ...rest), "full")
      await assertNothingBefore("long", "seen")
    })
  })
}
