// BEAM hands out a key per webhook: one is changed, the others stay, and none is ever shown again.
import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { collect } from "../support/flow.mts"
import { describeInEditors, emptyFlow, Workbench } from "./chromium.mts"

const keys = { a: "key of a", b: "key of b" }

const node = {
  id: "beam",
  type: "beam in",
  z: "tab",
  name: "",
  path: "/beam",
  store: "",
  maxBody: 1_048_576,
  webhooks: [
    { id: "a", event: "subscriber.create", location: "1" },
    { id: "b", event: "customer.create", location: "1" },
  ],
  x: 300,
  y: 200,
  wires: [["events"]],
}

describeInEditors("BEAM's API keys in the editor", (version) => {
  let bench: Workbench
  let count = 0
  before(async () => {
    bench = await Workbench.start(version, {
      flows: [...emptyFlow, node, { ...collect("events"), z: "tab", x: 600, y: 200 }],
      credentials: { beam: { apiKeys: JSON.stringify(keys) } },
    })
  })
  afterEach(() => bench.editor.leave())
  after(() => bench?.stop())

  async function statusWith(key: string): Promise<number> {
    const body = JSON.stringify({ id: String(++count), registered_at: "2026-11-22 10:00:00" })
    const signature = createHmac("sha256", key).update(body).digest("base64")
    const headers = { "content-type": "application/json", "x-hotspotsystem-hmac-sha256": signature }
    return (await fetch(bench.nodeRed.url("/beam"), { method: "POST", headers, body })).status
  }

  const row = (index: number) => bench.page.locator("#beam-in-webhooks li .beam-in-key").nth(index)

  async function change(edit: () => Promise<unknown>): Promise<void> {
    await bench.editor.openDialog("beam")
    await edit()
    await bench.editor.done()
    await bench.deploy()
  }

  it("are changed one by one, over deploys and a restart", async () => {
    await change(() => row(1).fill("new key of b"))
    assert.deepEqual(
      [await statusWith(keys.a), await statusWith(keys.b), await statusWith("new key of b")],
      [200, 401, 200],
    )
    await change(() => row(0).fill("new key of a"))
    await bench.nodeRed.restart()
    assert.deepEqual(
      [await statusWith("new key of a"), await statusWith("new key of b"), await statusWith(keys.a)],
      [200, 200, 401],
    )
    await bench.reopen()
  })

  it("are shown as stored, and a new row without one as what is missing", async () => {
    const { editor, page } = bench
    await editor.openDialog("beam")
    assert.equal(await row(0).getAttribute("placeholder"), "stored")
    assert.equal(await row(0).inputValue(), "")
    assert.ok(await page.locator("#beam-in-keyless").isHidden())
    assert.ok(await page.locator("#beam-in-unkeyed").isHidden())
    await page.click(".red-ui-editableList-addButton")
    await page.locator("#beam-in-unkeyed").waitFor()
    await bench.picture("beam in, a row without a key")
    await editor.cancel()
  })

  it("go with their row, and the other rows keep theirs", async () => {
    await change(() => bench.page.locator(".red-ui-editableList-item-remove").first().click())
    assert.deepEqual([await statusWith("new key of a"), await statusWith("new key of b")], [401, 200])
  })

  it("are asked for where there are none, as anybody could send events", async () => {
    const { editor, page } = bench
    await editor.openDialog(await editor.addNode("beam in"))
    const keyless = page.locator("#beam-in-keyless")
    await keyless.waitFor()
    await page.click(".red-ui-editableList-addButton")
    await row(0).fill("a key")
    await keyless.waitFor({ state: "hidden" })
    await editor.cancel()
  })

  it("never come back to the browser", async () => {
    const answer = await fetch(bench.nodeRed.adminUrl("/credentials/beam-in/beam"))
    assert.deepEqual(await answer.json(), { has_apiKeys: true, has_apiKeyChanges: false, keyedRows: "b" })
  })
})
