// `dedupe` with `commit: complete`: what failed may be tried again, what succeeded is never repeated; and a store's
// `retries`: what failed is tried again by itself.
import assert from "node:assert/strict"
import { objectOf } from "../support/event.mts"
import { catchErrors, collect, collectForEver, flow } from "../support/flow.mts"
import { type Request, send } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { purple, purpleVisit } from "../support/senders.mts"

function store(id: string, retries: number): FlowNode {
  return { id, type: "webhook store", kind: "sqlite", path: `${id}.sqlite`, retries, quiet: 3600 }
}

function oncePerGuest(name: string, ...behind: FlowNode[]): FlowNode[] {
  const [first] = behind
  return [
    { id: name, type: "purple in", path: `/${name}`, store: "patient", wires: [[`${name}-dedupe`]] },
    {
      id: `${name}-dedupe`,
      type: "dedupe",
      key: "guest",
      window: "forever",
      commit: "complete",
      store: "patient",
      wires: [first ? [first.id] : [], [`${name}-repeats`]],
    },
    ...behind,
    collect(`${name}-repeats`),
  ]
}

/** Fails with the first message it gets, and with no other. */
function failing(name: string): FlowNode {
  return {
    id: `${name}-work`,
    type: "function",
    func: 'if (context.get("tries") === undefined) { context.set("tries", 1); throw new Error("server down") }\nreturn msg',
    outputs: 1,
    initialize: "",
    finalize: "",
    libs: [],
    wires: [[`${name}-done`]],
  }
}

const flows = flow(
  store("patient", 0),
  store("trying", 1),
  ...oncePerGuest("mended", failing("mended"), collect("mended-done")),
  ...catchErrors("mended-errors", ["mended-work"]).map((node) => ({ ...node, x: 100, y: 100 })),
  ...oncePerGuest("crashed", collectForEver("crashed-busy")),
  { id: "again", type: "purple in", path: "/again", store: "trying", wires: [["again-work", "again-seen"]] },
  collect("again-seen"),
  failing("again"),
  collect("again-done"),
)

let visits = 0

/** Another visit of the same guest. */
function visit(guest: string): Request {
  visits += 1
  return purple.authentic(
    JSON.stringify(purpleVisit({ id: guest, email: `${guest}@example.com` }, 1_700_000_000 + visits)),
  )
}

for (const version of versions) {
  describe(`what fails behind dedupe, Node-RED ${version}`, function () {
    this.timeout(40_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
      await nodeRed.deploy(flows)
    })
    after(() => nodeRed?.stop())

    async function post(name: string, request: Request): Promise<unknown> {
      const answer = await send(nodeRed.url(`/${name}`), request)
      assert.equal(answer.status, 200, answer.text)
      return objectOf(answer.json).id
    }

    it("passes again when it failed, and never once it has succeeded", async () => {
      await post("mended", visit("mended"))
      await nodeRed.take("mended-errors")
      await post("mended", visit("mended"))
      const { message } = await nodeRed.take("mended-done")
      assert.equal(objectOf(message.dedupe).reason, "first")
      await post("mended", visit("mended"))
      const repeat = await nodeRed.take("mended-repeats")
      assert.equal(objectOf(repeat.message.dedupe).reason, "repeat")
    })

    it("passes again after a crash what the flow behind had not finished, and nothing else meanwhile", async () => {
      const id = await post("crashed", visit("crashed"))
      await nodeRed.take("crashed-busy")
      await post("crashed", visit("crashed"))
      await nodeRed.take("crashed-repeats")
      await nodeRed.restart("SIGKILL")
      const { message } = await nodeRed.take("crashed-busy")
      assert.equal(objectOf(message.payload).id, id)
      assert.equal(objectOf(message.webhook).redelivered, true)
    })

    it("is emitted again, after a pause, as often as the store has retries", async () => {
      const id = await post("again", purple.fresh())
      const { message } = await nodeRed.take("again-done")
      assert.equal(objectOf(message.payload).id, id)
      assert.deepEqual([objectOf(message.webhook).attempt, objectOf(message.webhook).redelivered], [2, true])
    })
  })
}
