// Every dialog, by mouse, keyboard and screen reader, light and dark; and the two nodes that adapt to what is chosen.
import assert from "node:assert/strict"
import { violations } from "./axe.mts"
import { describeInEditors, emptyFlow, Workbench } from "./chromium.mts"

const types = ["cloud4wi in", "purple in", "beam in", "qr webhook in", "verify signature", "dedupe"]

const form = ".guest-webhooks"
const more = "#guest-webhooks-more > summary"

describeInEditors("the dialogs", (version) => {
  let bench: Workbench
  before(async () => {
    bench = await Workbench.start(version, { flows: emptyFlow })
  })
  afterEach(() => bench.editor.leave())
  after(() => bench?.stop())

  async function openNew(type: string): Promise<void> {
    await bench.editor.openDialog(await bench.editor.addNode(type))
  }

  const themes = version === "5" ? ["light", "dark"] : ["light"]

  for (const theme of themes) {
    it(`name every field, in colours that can be read, ${theme}`, async () => {
      const { editor, page } = bench
      await editor.setDark(theme === "dark")
      for (const type of types) {
        await openNew(type)
        if (type === "beam in") await page.click(".red-ui-editableList-addButton")
        if (type.endsWith("in")) await page.click(more)
        assert.deepEqual(await violations(page, form), [], type)
        await bench.picture(`${type}, ${theme}`)
        await editor.cancel()
      }
      await openNew("purple in")
      await page.click(more)
      await page.click("#node-input-btn-store-add")
      await page.locator("#node-config-input-kind").waitFor()
      assert.deepEqual(await violations(page, form), [], "webhook store")
      await bench.picture(`webhook store, ${theme}`)
      await page.click("#node-config-dialog-cancel")
      await editor.cancel()
    })
  }

  it("are gone through by keyboard from top to bottom", async () => {
    const { editor, page } = bench
    await openNew("cloud4wi in")
    await editor.field("name").focus()
    const visited: string[] = []
    while (visited.at(-1) !== "node-input-rateLimit" && visited.length < 30) {
      visited.push(await page.evaluate(() => document.activeElement?.id ?? ""))
      if (await page.locator(`${more}:focus`).isVisible()) await page.keyboard.press("Enter")
      await page.keyboard.press("Tab")
    }
    const positions = await page.evaluate(
      (ids) => ids.map((id) => (id ? document.getElementById(id)?.getBoundingClientRect().top : 0) ?? 0),
      visited.filter((id) => id.startsWith("node-input-") || id.startsWith("guest-webhooks-")),
    )
    assert.ok(visited.includes("guest-webhooks-copy") && visited.includes("node-input-rateLimit"))
    assert.deepEqual(
      positions.map(Math.round),
      positions.map(Math.round).toSorted((one, other) => one - other),
    )
    await editor.cancel()
  })

  it("verify signature: fills and explains a sender's way, and goes on from there by hand", async () => {
    const { editor, page } = bench
    await openNew("verify signature")
    assert.match((await page.locator("#node-input-secret-problem").textContent()) ?? "", /There is no secret/)
    await editor.field("preset").selectOption("slack")
    await page.getByText("Hex HMAC-SHA256 over time and body in X-Slack-Signature.").waitFor()
    assert.ok(await editor.field("template").isHidden())
    assert.ok(await page.locator("#guest-webhooks-generate").isHidden(), "Slack hands the secret out")
    await bench.picture("verify signature, Slack")
    await editor.field("preset").selectOption("custom")
    assert.equal(await editor.field("template").inputValue(), "v0:{timestamp}:{body}")
    assert.equal(await editor.field("header").inputValue(), "x-slack-signature")
    await editor.field("template").fill("{boddy}")
    assert.match(
      (await page.locator("#node-input-template-problem").textContent()) ?? "",
      /^Nothing fills {boddy}/,
    )
    await page.click("#guest-webhooks-generate")
    assert.equal(await page.locator("#node-input-secret-problem").textContent(), "")
    await editor.cancel()
  })

  it("dedupe: shows what the choice needs, and reads it back", async () => {
    const { editor, page } = bench
    await openNew("dedupe")
    const knownBy = page.locator("#node-input-key-hint")
    assert.ok(await knownBy.isVisible())
    await editor.field("key").selectOption("property")
    assert.ok(await knownBy.isHidden())
    await editor.field("window").selectOption("rolling")
    await editor.field("amount").fill("10")
    await editor.field("unit").selectOption("m")
    assert.match(
      (await page.locator("#guest-webhooks-sentence").textContent()) ?? "",
      /^One per value of msg\.payload\.id, then none for 10 minutes\./,
    )
    assert.ok(await editor.field("timezone").isHidden())
    await bench.picture("dedupe, of a property")
    await editor.cancel()
  })
})
