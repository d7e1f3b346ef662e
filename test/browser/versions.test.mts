// Flows from before now, and from after.
import assert from "node:assert/strict"
import { describeInEditors, emptyFlow, Workbench } from "./chromium.mts"

const place = { z: "tab", x: 300, wires: [[]] }

describeInEditors("a flow of another version in the editor", (version) => {
  let bench: Workbench
  before(async () => {
    const old = { id: "old", type: "purple in", name: "", path: "/old", store: "", maxBody: 1024, y: 100 }
    const newer = { ...old, id: "newer", path: "/newer", version: 99, y: 200 }
    bench = await Workbench.start(version, {
      flows: [...emptyFlow, { ...old, ...place }, { ...newer, ...place }],
    })
  })
  after(() => bench.stop())

  it("opens an older node with what it had and no complaint, and saves it as today's", async () => {
    const { editor } = bench
    await editor.openDialog("old")
    assert.equal(await editor.field("path").inputValue(), "/old")
    assert.equal(await editor.field("maxBody").inputValue(), "1024")
    await editor.done()
    const { version, allow, rateLimit, valid } = { ...(await editor.node("old")) }
    assert.deepEqual(
      { version, allow, rateLimit, valid },
      { version: 1, allow: "", rateLimit: 0, valid: true },
    )
  })

  it("leaves a newer node as it is, and says what to do", async () => {
    const { editor, nodeRed } = bench
    assert.equal((await editor.node("newer"))?.version, 99)
    await nodeRed.shows("newer", "red")
    assert.match(nodeRed.log, /version 99 .* Update them in the palette manager/)
  })
})
