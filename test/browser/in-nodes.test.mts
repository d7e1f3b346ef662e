// From the palette to the first event, as somebody does who has never seen these nodes.
import assert from "node:assert/strict"
import { collect } from "../support/flow.mts"
import { describeInEditors, emptyFlow, Workbench } from "./chromium.mts"

const types = ["cloud4wi in", "purple in", "beam in", "qr webhook in"]

describeInEditors("an in-node in the editor", (version) => {
  let bench: Workbench
  before(async () => {
    bench = await Workbench.start(version, { flows: [...emptyFlow, { ...collect("events"), z: "tab" }] })
  })
  after(() => bench.stop())

  for (const type of types) {
    it(`${type}: gives its address to copy, and listens there once it is deployed`, async () => {
      const { editor, nodeRed, page } = bench
      await editor.openDialog(await editor.addNode(type))
      await page.click("#guest-webhooks-copy")
      const url = await page.evaluate(() => navigator.clipboard.readText())
      assert.match(url, new RegExp(`^${nodeRed.origin}/webhooks/[a-z0-9]+/[a-z0-9]{16}$`))
      await bench.picture(type)
      await editor.done()
      await bench.deploy()
      assert.notEqual((await fetch(url, { method: "POST" })).status, 404)
    })
  }
})
