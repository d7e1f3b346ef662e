// The dialogs' texts in every language, where they are shown.
import assert from "node:assert/strict"
import { catalogueOf, languages } from "../locales/catalogue.mts"
import type { Editor } from "../support/editor.mts"
import { describeInEditors, emptyFlow, Workbench } from "./chromium.mts"

const types = ["cloud4wi in", "purple in", "beam in", "qr webhook in", "verify signature", "dedupe"]
const nodes = types.map((type, index) => ({
  id: type,
  type,
  z: "tab",
  x: 300,
  y: 100 + 60 * index,
  wires: [],
}))
const twoHours = { key: "guest", window: "rolling", amount: 2, unit: "h", clock: "event", missing: "pass" }

describeInEditors("the languages of the dialogs", (version) => {
  let bench: Workbench
  before(async () => {
    const flows = nodes.map((node) => (node.type === "dedupe" ? { ...node, ...twoHours } : node))
    const store = { id: "store", type: "webhook store", kind: "memory" }
    bench = await Workbench.start(version, { flows: [...emptyFlow, ...flows, store] })
  })
  after(() => bench.stop())

  for (const { id } of nodes) {
    it(`${id}: every label fits into one line in every language`, async () => {
      await bench.editor.openDialog(id)
      assert.deepEqual(await brokenLabels(bench.editor, id.replaceAll(" ", "-")), [])
      await bench.editor.cancel()
    })
  }

  it("webhook store: every label fits into one line in every language", async () => {
    await bench.editor.openConfigDialog("webhook store", "store")
    assert.deepEqual(await brokenLabels(bench.editor, "store"), [])
  })

  it("dedupe: says its sentence in one language, also in one that Node-RED's own editor is not in", async () => {
    const editor = await bench.visit({ locale: "it-IT" })
    await editor.openDialog("dedupe")
    const sentence = await editor.page.textContent("#guest-webhooks-sentence")
    assert.match(sentence ?? "", /^Uno per ospite, poi nessun altro per 2\sore\. /)
    await editor.page.context().close()
  })
})

/** Labels of the open dialog that would break into two lines, of all its rows, in any language. */
function brokenLabels({ page }: Editor, catalogue: string): Promise<string[]> {
  const texts = languages.map((language) => Object.fromEntries(catalogueOf(language, catalogue)))
  return page.evaluate((texts) => {
    const find = (selector: string) =>
      Array.from(document.querySelectorAll<HTMLElement>(`.red-ui-tray .guest-webhooks ${selector}`))
    for (const row of find("[data-when]")) row.style.display = ""
    const labels = find("label [data-i18n*='label.']")
    if (labels.length < 3) throw new Error("the dialog has no labels")
    return labels.flatMap((label) => {
      const key = label.dataset.i18n?.split(":").at(-1) ?? ""
      return texts.flatMap((text) => {
        label.textContent = text[key] ?? `no text for ${key}`
        return label.getClientRects().length === 1 ? [] : label.textContent
      })
    })
  }, texts)
}
