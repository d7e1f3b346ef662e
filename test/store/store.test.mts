// The configuration node, named by a node that keeps its events in it.
import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describeInNodeRed, type FlowNode } from "../shared/red/runtime.mts"
import { objectOf } from "../support/event.mts"
import { scratchFolder } from "../support/packed.mts"
import { purple } from "../support/senders.mts"

describeInNodeRed("webhook store", (runtime) => {
  const folder = scratchFolder("store-node")
  before(() => runtime.settings({ userDir: folder }))
  after(() => runtime.settings({ userDir: undefined }))

  function load(properties: object): Promise<void> {
    const nodes: FlowNode[] = [
      { id: "store", type: "webhook store", name: "", ...properties },
      { id: "in", type: "purple in", name: "", path: "/hook", store: "store", wires: [["events"]] },
    ]
    return runtime.load(["store", "purple-in"], nodes)
  }

  it("keeps what it is given in its file, also over a restart of the flows", async () => {
    const properties = { kind: "sqlite", path: "kept/events.sqlite" }
    const request = purple.fresh()
    await load(properties)
    assert.equal((await runtime.post("/hook", request)).status, 200)
    await runtime.take("events")
    assert.ok(existsSync(join(folder, "kept", "events.sqlite")))
    await runtime.unload()

    await load(properties)
    assert.equal(objectOf((await runtime.post("/hook", request)).json).duplicate, true)
  })

  it("does not have emitted again what the flow had handled when it was stopped", async () => {
    const properties = { kind: "sqlite", path: "handled.sqlite" }
    await load(properties)
    const { json } = await runtime.post("/hook", purple.fresh())
    await runtime.take("events")
    await runtime.unload() // at once, as in the midst of a deploy

    await load(properties)
    assert.equal((await runtime.post("/hook", purple.fresh())).status, 200)
    const { payload } = await runtime.take("events")
    assert.notEqual(objectOf(payload).id, objectOf(json).id)
  })

  it("leaves no file where it keeps in memory", async () => {
    await load({ kind: "memory", path: "none.sqlite" })
    assert.equal((await runtime.post("/hook", purple.fresh())).status, 200)
    assert.ok(!existsSync(join(folder, "none.sqlite")))
  })

  it("answers 503 with Retry-After where it cannot keep anything", async () => {
    await load({ kind: "sqlite", path: "kept/events.sqlite/below-a-file.sqlite" })
    const answer = await runtime.post("/hook", purple.fresh())
    assert.deepEqual([answer.status, answer.json], [503, { error: "store-unavailable" }])
    assert.match(String(answer.headers["retry-after"]), /^\d+$/)
    assert.deepEqual(runtime.waiting("events"), [])
  })

  it("says so where its file would lie outside the user directory, and no path is served", async () => {
    await load({ kind: "sqlite", path: "../outside.sqlite" })
    assert.match(runtime.log().join("\n"), /must lie below the user directory/)
    assert.equal((await runtime.post("/hook", purple.fresh())).status, 404)
  })
})
