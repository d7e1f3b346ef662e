// Hosts that guard their endpoints with `httpNodeMiddleware`: our paths are answered behind it, and stay ours.
import assert from "node:assert/strict"
import { isEvent, objectOf } from "../support/event.mts"
import { collect, flow, httpIn } from "../support/flow.mts"
import { send } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { purple } from "../support/senders.mts"
import { assertError } from "./contract/bench.mts"

const ours: FlowNode[] = [
  { id: "guest", type: "purple in", name: "", path: "/guest", store: "", wires: [["events"]] },
  collect("events"),
]

/** Takes whatever is one segment long, as our path is. */
const pattern = httpIn("pattern", "/:any", "the core node answers")

/** A guard that fails itself instead of answering. */
const httpNodeMiddleware = (
  request: { headers: Record<string, string> },
  _response: unknown,
  next: (error?: unknown) => void,
) => {
  const error = new Error("cannot read /etc/guard.json")
  if (request.headers["x-guard"] === "throws") throw error
  next(request.headers["x-guard"] === "fails" ? error : undefined)
}

for (const version of versions) {
  describe(`behind httpNodeMiddleware, Node-RED ${version}`, function () {
    this.timeout(30_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version, settings: { httpNodeMiddleware }, flows: flow(...pattern) })
    })
    after(() => nodeRed?.stop())

    it("a path is not lost to a core node that came first with a pattern it fits", async () => {
      await nodeRed.deploy(flow(...pattern, ...ours), "nodes")
      const answer = await send(nodeRed.url("/guest"), purple.fresh())
      assert.equal(answer.status, 200, answer.text)
      const { id } = objectOf(answer.json)
      await nodeRed.take("events", isEvent(id))
      assert.equal((await send(nodeRed.url("/other"))).text, "the core node answers")
    })

    for (const how of ["throws", "fails"]) {
      it(`a request is told nothing of a guard that ${how}`, async () => {
        const { headers, ...request } = purple.fresh()
        const answer = await send(nodeRed.url("/guest"), {
          ...request,
          headers: { ...headers, "x-guard": how },
        })
        assertError(answer, 500, "internal")
        assert.deepEqual(nodeRed.takeAll(), [])
      })
    }
  })
}
