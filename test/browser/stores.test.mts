import assert from "node:assert/strict"
import { describeInEditors, emptyFlow, Workbench } from "./chromium.mts"

describeInEditors("a new webhook store in the editor", (version) => {
  let bench: Workbench
  before(async () => {
    bench = await Workbench.start(version, { flows: emptyFlow })
  })
  after(() => bench.stop())

  it("is proposed with settings that can stay as they are", async () => {
    const { editor, page } = bench
    await editor.openDialog(await editor.addNode("dedupe"))
    await page.click("#node-input-btn-store-add")
    const retries = page.locator("#node-config-input-retries")
    await retries.waitFor()
    assert.equal(await retries.inputValue(), "0")
    assert.equal(await page.locator(".guest-webhooks .input-error").count(), 0)
  })
})
