// Nodes come and go with deploys; what listens on a path is never lost, nor taken away by another.
import assert from "node:assert/strict"
import { isEvent, objectOf } from "../support/event.mts"
import { closesSlowly, collect, flow, httpIn } from "../support/flow.mts"
import { type Answer, send, sendWhile } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { cloud4wi, purple } from "../support/senders.mts"

const path = "/webhooks/shared"

function purpleIn(id: string): FlowNode[] {
  const own = { id, type: "purple in", name: "", path, store: "", wires: [[`${id}-events`]] }
  return [own, collect(`${id}-events`)]
}

const core = httpIn("core", path, "the core node answers")

for (const version of versions) {
  it(`says in red that it cannot listen where httpNodeRoot is off, Node-RED ${version}`, async function () {
    this.timeout(40_000)
    const nodeRed = await NodeRed.start({ version, settings: { httpNodeRoot: false } })
    try {
      await nodeRed.deploy(flow(...purpleIn("ours")))
      await nodeRed.shows("ours", "red")
    } finally {
      await nodeRed.stop()
    }
  })

  describe(`paths and deploys, Node-RED ${version}`, function () {
    this.timeout(40_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
    })
    after(() => nodeRed?.stop())
    beforeEach(async () => {
      await nodeRed.deploy(flow())
      nodeRed.takeAll()
    })

    const deploy = (...nodes: FlowNode[]) => nodeRed.deploy(flow(...nodes), "nodes")
    const post = () => send(nodeRed.url(path), purple.fresh())

    async function receivedBy(id: string, answer: Answer): Promise<void> {
      assert.equal(answer.status, 200, answer.text)
      await nodeRed.take(`${id}-events`, isEvent(objectOf(answer.json).id))
    }

    it("leaves a path to the node that has it, and says so at the second, in red", async () => {
      await deploy(...purpleIn("first"))
      await deploy(...purpleIn("first"), ...purpleIn("second"))
      await nodeRed.shows("second", "red")
      await receivedBy("first", await post())
    })

    it("gives the path to the second node when the first is deleted", async () => {
      await deploy(...purpleIn("first"))
      await deploy(...purpleIn("first"), ...purpleIn("second"))
      await deploy(...purpleIn("second"))
      await receivedBy("second", await post())
    })

    it("leaves the path to the first node when that is edited", async () => {
      const second = purpleIn("second")
      await deploy(...purpleIn("first"))
      await deploy(...purpleIn("first"), ...second)
      for (const name of ["edited", "edited again"]) {
        await deploy(...purpleIn("first").map((node) => ({ ...node, name })), ...second)
        await receivedBy("first", await post())
        await nodeRed.shows("second", "red")
      }
    })

    it("leaves the first node working when the second is deleted", async () => {
      await deploy(...purpleIn("first"))
      await deploy(...purpleIn("first"), ...purpleIn("second"))
      await deploy(...purpleIn("first"))
      await receivedBy("first", await post())
    })

    it("leaves a core http in alone that has the path, and says so in red", async () => {
      await deploy(...core)
      await deploy(...core, ...purpleIn("ours"))
      await nodeRed.shows("ours", "red")
      assert.equal((await post()).text, "the core node answers")
    })

    it("leaves a core http in working when our node is deleted", async () => {
      await deploy(...core)
      await deploy(...core, ...purpleIn("ours"))
      await deploy(...core)
      assert.equal((await post()).text, "the core node answers")
    })

    it("takes the path when the core http in is deleted", async () => {
      await deploy(...core)
      await deploy(...core, ...purpleIn("ours"))
      await deploy(...purpleIn("ours"))
      await receivedBy("ours", await post())
    })

    it("leaves a core http in alone that has the path within a subflow", async () => {
      const definition: FlowNode = { id: "sub", type: "subflow", name: "Sub", in: [], out: [] }
      const within = core.map((node) => ({ ...node, z: definition.id, x: 100, y: 100 }))
      await deploy(
        definition,
        ...within,
        { id: "instance", type: `subflow:${definition.id}` },
        ...purpleIn("ours"),
      )
      await nodeRed.shows("ours", "red")
      assert.equal((await post()).text, "the core node answers")
    })

    it("keeps working when a core http in comes to the path and goes again", async () => {
      await deploy(...purpleIn("ours"))
      await deploy(...purpleIn("ours"), ...core)
      await deploy(...purpleIn("ours"))
      await receivedBy("ours", await post())
    })

    it("answers 404 on the path of a deleted node", async () => {
      await deploy(...purpleIn("ours"))
      await deploy(collect("other"))
      assert.equal((await post()).status, 404)
    })

    it("loses no request while flows are deployed", async () => {
      await nodeRed.deploy(flow(...purpleIn("ours")))
      const answers = await sendWhile(post, async () => {
        for (const name of ["one", "two", "three"])
          await nodeRed.deploy(flow(...purpleIn("ours"), closesSlowly(name)))
      })
      assert.ok(answers.length >= 12, `${answers.length} requests`)
      for (const answer of answers) await receivedBy("ours", answer)
    })

    it("changes the vendor of a path by a deploy", async () => {
      await deploy(...purpleIn("ours"))
      await deploy(
        { id: "other", type: cloud4wi.type, path, ...cloud4wi.node, wires: [["other-events"]] },
        collect("other-events"),
      )
      assert.equal((await post()).status, 401)
      await receivedBy("other", await send(nodeRed.url(path), cloud4wi.fresh()))
    })
  })
}
