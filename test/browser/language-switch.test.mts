// Whoever chooses a language in the editor's settings reads it in the palette, the dialogs and their messages. Italian
// is not among the choices: Node-RED's own editor does not speak it.
import assert from "node:assert/strict"
import { catalogueOf, translations } from "../locales/catalogue.mts"
import { describeInEditors, emptyFlow, Workbench } from "./chromium.mts"

describeInEditors("the editor's language", (version) => {
  let bench: Workbench
  before(async () => {
    bench = await Workbench.start(version, { flows: emptyFlow })
  })
  afterEach(() => bench.editor.leave())
  after(() => bench?.stop())

  for (const language of translations.filter((language) => language !== "it")) {
    it(`is switched to ${language}`, async () => {
      const { editor, page } = bench
      await editor.setLanguage(language)
      const texts = catalogueOf(language, "cloud4wi-in")
      const category = page.locator("#red-ui-palette-header-guest_webhooks")
      assert.equal((await category.textContent())?.trim(), texts.get("palette.label.guest_webhooks"))
      await editor.openDialog(await editor.addNode("cloud4wi in"))
      const label = page.locator('label[for="node-input-secret"]')
      assert.equal((await label.textContent())?.trim(), texts.get("label.secret"))
      await editor.field("path").fill("/a b")
      const problem = page.locator("#node-input-path-problem")
      assert.equal(await problem.textContent(), texts.get("errors.path-invalid"))
      await bench.picture(`cloud4wi in, ${language}`)
    })
  }
})
