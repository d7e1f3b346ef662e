// From the palette to the first event, as somebody does who has never seen these nodes.
import assert from "node:assert/strict"
import { collect } from "../support/flow.mts"
import { describeInEditors, emptyFlow, Workbench } from "./chromium.mts"

const types = ["cloud4wi in", "purple in", "beam in", "qr webhook in"]

const url = "#guest-webhooks-url"
const address = "#guest-webhooks-address"
const warning = "#guest-webhooks-url-warning"
const more = "#guest-webhooks-more > summary"
const send = "#guest-webhooks-send"
const sent = "#guest-webhooks-test-result"

describeInEditors("an in-node in the editor", (version) => {
  let bench: Workbench
  before(async () => {
    bench = await Workbench.start(version, { flows: [...emptyFlow, { ...collect("events"), z: "tab" }] })
  })
  afterEach(() => bench.editor.leave())
  after(() => bench?.stop())

  async function openNew(type: string): Promise<string> {
    const id = await bench.editor.addNode(type)
    await bench.editor.openDialog(id)
    return id
  }

  for (const type of types) {
    it(`${type}: gives its address to copy, and takes every test event there once it is deployed`, async () => {
      const { editor, nodeRed, page } = bench
      const id = await openNew(type)
      await page.click("#guest-webhooks-copy")
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      assert.match(copied, new RegExp(`^${nodeRed.origin}/webhooks/[a-z0-9]+/[a-z0-9]{16}$`))
      await page.getByText("Deploy first").waitFor()
      assert.ok(await page.locator(send).isDisabled())
      await bench.picture(type)
      await editor.done()
      await bench.deploy()

      await editor.openDialog(id)
      await page.locator(`${send}:enabled`).waitFor()
      const samples = await page.locator("#guest-webhooks-test option").allTextContents()
      assert.ok(samples.length > 0)
      for (const sample of samples) {
        await page.selectOption("#guest-webhooks-test", sample)
        await page.click(send)
        await page
          .locator(sent)
          .filter({ hasText: /^Accepted in \d+ ms/ })
          .waitFor()
      }
      await bench.picture(`${type}, test event`)
      await page.click(more)
      await editor.field("maxBody").fill("2048")
      await page.getByText("Deploy first").waitFor()
      assert.ok(await page.locator(send).isDisabled())
      await editor.cancel()
    })
  }

  it("keeps what is seldom set out of the way, until it is set", async () => {
    const { editor, page } = bench
    const id = await openNew("purple in")
    assert.ok(await editor.field("rateLimit").isHidden())
    await page.click(more)
    await editor.field("rateLimit").fill("60")
    await editor.done()
    await editor.openDialog(id)
    assert.ok(await editor.field("rateLimit").isVisible())
    await editor.cancel()
  })

  it("says what is wrong as it is typed, and what to do", async () => {
    const { editor, page } = bench
    await openNew("purple in")
    const path = editor.field("path")
    const problem = page.locator("#node-input-path-problem")
    await path.fill("/a b")
    assert.match((await problem.textContent()) ?? "", /^The path starts with \/ and has no spaces/)
    assert.equal(await path.getAttribute("aria-invalid"), "true")
    await bench.picture("purple in, wrong path")
    await page.click("#guest-webhooks-propose")
    assert.match(await path.inputValue(), /^\/webhooks\/purple\/[a-z0-9]{16}$/)
    assert.equal(await problem.textContent(), "")
    await page.click(more)
    await editor.field("maxBody").fill("0")
    assert.match((await page.locator("#node-input-maxBody-problem").textContent()) ?? "", /at least 1$/)
    await editor.cancel()
  })

  it("remembers for all nodes the address that vendors reach, and warns until it is one they can", async () => {
    const { editor, page } = bench
    await openNew("purple in")
    await page.fill(address, "wifi.example.com")
    assert.match((await page.locator(`${address}-problem`).textContent()) ?? "", /starts with https:\/\//)
    await page.fill(address, "http://wifi.example.com")
    assert.match((await page.locator(warning).textContent()) ?? "", /posts to https addresses only/)
    const saved = page.waitForResponse((response) => response.url().endsWith("/settings/user"))
    await page.fill(address, "https://wifi.example.com/hooks/")
    assert.ok(await page.locator(warning).isHidden())
    await editor.cancel()
    await saved

    await editor.reload()
    await openNew("cloud4wi in")
    const path = await editor.field("path").inputValue()
    assert.equal(await page.inputValue(url), `https://wifi.example.com/hooks${path}`)
    await page.fill(address, "")
    assert.equal(await page.inputValue(url), bench.nodeRed.origin + path)
    await editor.cancel()
  })

  it("makes up a secret, shows it once and copies it for the vendor's portal", async () => {
    const { editor, page } = bench
    await openNew("cloud4wi in")
    await page.click("#guest-webhooks-generate")
    const secret = await editor.field("secret").inputValue()
    assert.match(secret, /^[a-z0-9]{32}$/)
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret)
    await bench.picture("cloud4wi in, generated secret")
    await editor.cancel()
  })

  for (const [type, secret] of [
    ["cloud4wi in", "secret"],
    ["qr webhook in", "secretToken"],
  ] as const) {
    it(`${type}: says that anybody can send events, until a secret is entered`, async () => {
      const { editor, page } = bench
      await openNew(type)
      const openToAll = page.getByText("anybody who knows the public URL can send events")
      await openToAll.waitFor()
      await bench.picture(`${type}, without a secret`)
      await editor.field(secret).fill("made up")
      await openToAll.waitFor({ state: "hidden" })
      await editor.cancel()
    })
  }

  it("names the store that is used where none was made", async () => {
    const { editor } = bench
    await openNew("qr webhook in")
    const chosen = editor.field("store").locator("option:checked")
    await chosen.filter({ hasText: "built-in file" }).waitFor({ state: "attached" })
    await editor.cancel()
  })
})

describeInEditors("an in-node where settings.js names the public address", (version) => {
  it("shows that, and leaves nothing to type", async () => {
    const bench = await Workbench.start(version, {
      flows: emptyFlow,
      settings: { guestWebhooks: { publicUrl: "https://hooks.example.com/node-red" } },
    })
    try {
      const { editor, page } = bench
      await editor.openDialog(await editor.addNode("purple in"))
      await page.waitForFunction(
        (selector) =>
          document
            .querySelector<HTMLInputElement>(selector)
            ?.value.startsWith("https://hooks.example.com/node-red/webhooks/purple/"),
        url,
      )
      assert.ok(await page.locator(address).isHidden())
    } finally {
      await bench.stop()
    }
  })
})
