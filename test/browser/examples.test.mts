// The examples as a newcomer meets them: in the menu, and each opens with all that is ours in it.
import assert from "node:assert/strict"
import { basename } from "node:path"
import { examples } from "../examples/examples.mts"
import { describeInEditors, emptyFlow, Workbench } from "./chromium.mts"

function isOurs(type: string): boolean {
  return ["cloud4wi in", "purple in", "beam in", "qr webhook in", "verify signature", "dedupe"].includes(type)
}

describeInEditors("the examples in the menu", (version) => {
  let bench: Workbench
  before(async () => {
    bench = await Workbench.start(version, { flows: emptyFlow })
  })
  after(() => bench?.stop())

  for (const { file, nodes } of examples) {
    it(file, async () => {
      const { editor } = bench
      const types = [...new Set(nodes.map(({ type }) => type).filter((type) => isOurs(type)))]
      const count = async () =>
        Promise.all(types.map(async (type) => (await editor.nodesOfType(type)).length))
      const before = await count()
      await editor.importExample(file.replace(/\.json$/, "").split("/"))
      await bench.picture(`example ${basename(file, ".json")}`)
      const brought = types.map((type) => nodes.filter((node) => node.type === type).length)
      assert.deepEqual(
        (await count()).map((after, index) => after - (before[index] ?? 0)),
        brought,
      )
    })
  }
})
