// Node-RED's editor in a browser, driven as a person would: the selectors are the same in 4.1 and 5.
import type { Page } from "playwright-core"

/** The part of the editor's own API that tells what is on the workspace. */
declare const RED: {
  nodes: {
    dirty(): boolean
    filterNodes(filter: { type?: string }): { id: string }[]
    node(id: string): Record<string, unknown> | null
  }
  editor: { editConfig(name: string, type: string, id: string): void }
  settings: { set(key: string, value: unknown): void }
}

declare const jQuery: { fx: { off: boolean } }

const tray = ".red-ui-tray"

export class Editor {
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
  }

  /** @param address the admin root; resolves when the flows are drawn and the editor hears of the runtime */
  static async open(page: Page, address: string): Promise<Editor> {
    await page.goto(address)
    await page.waitForSelector("#red-ui-header-button-deploy")
    await page.waitForFunction(() => RED.nodes.filterNodes({}).length > 0)
    return new Editor(page)
  }

  /** Opens the editor anew, as after a visit elsewhere. */
  async reload(): Promise<void> {
    // What is not deployed is left: the editor asks before.
    this.page.once("dialog", (dialog) => void dialog.accept())
    await this.page.reload()
    await Editor.open(this.page, this.page.url())
  }

  /** Drags a node of this type out of the palette; resolves to its id. */
  async addNode(type: string): Promise<string> {
    const before = await this.nodesOfType(type)
    const chart = await this.page.locator("#red-ui-workspace-chart").boundingBox()
    if (!chart) throw new Error("the workspace is not to be seen")
    const entry = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`)
    await entry.scrollIntoViewIfNeeded()
    await entry.hover()
    await this.page.mouse.down()
    await this.page.mouse.move(chart.x + 300, chart.y + 300 + 60 * before.length, { steps: 5 })
    await this.page.mouse.up()
    const [added] = (await this.nodesOfType(type)).filter((id) => !before.includes(id))
    if (!added) throw new Error(`no ${type} was added`)
    return added
  }

  /** What the editor has as a node's properties now. */
  node(id: string): Promise<Record<string, unknown> | null> {
    return this.page.evaluate((id) => JSON.parse(JSON.stringify({ ...RED.nodes.node(id), _def: null })), id)
  }

  async openDialog(id: string): Promise<void> {
    await this.page.dblclick(`g[id="${id}"] .red-ui-flow-node`)
    await this.page.waitForSelector("#dialog-form")
    await this.#trayAtRest()
  }

  /** Opens a configuration node, from wherever the editor offers it. */
  async openConfigDialog(type: string, id: string): Promise<void> {
    await this.page.evaluate(([type, id]) => RED.editor.editConfig("", type, id), [type, id] as const)
    await this.page.waitForSelector("#node-config-dialog-edit-form")
    await this.#trayAtRest()
  }

  /** A field of the open dialog. */
  field(name: string) {
    return this.page.locator(`#node-input-${name}`)
  }

  /** Presses Done. */
  done(): Promise<void> {
    return this.#leaveDialog("#node-dialog-ok")
  }

  cancel(): Promise<void> {
    return this.#leaveDialog("#node-dialog-cancel")
  }

  /** Cancels whatever dialogs a test that failed has left open. */
  async leave(): Promise<void> {
    for (const button of ["#node-config-dialog-cancel", "#node-dialog-cancel"]) {
      if (await this.page.locator(button).isVisible()) await this.page.click(button)
    }
    await this.page.waitForSelector(tray, { state: "detached" })
  }

  /** Presses Deploy; resolves when the runtime has saved it, which is before the flows run. */
  async deploy(): Promise<void> {
    await this.page.click("#red-ui-header-button-deploy")
    await this.page.waitForFunction(() => !RED.nodes.dirty())
  }

  /**
   * Imports an example of ours from the menu.
   *
   * @param path the names of its folders, if any, and its title
   */
  async importExample(path: string[]): Promise<void> {
    await this.page.click("#red-ui-header-button-sidemenu")
    await this.page.click("#menu-item-import")
    await this.page.click('#red-ui-clipboard-dialog-import-tabs a[href$="import-tab-examples"]')
    // What slides while it is clicked is not chosen.
    await this.#setAnimations(false)
    for (const name of ["@guest-webhooks/node-red", ...path]) await this.#clickInTree(name)
    await this.page.click("#red-ui-clipboard-dialog-ok")
    await this.page.waitForSelector("#red-ui-clipboard-dialog-ok", { state: "hidden" })
    await this.#setAnimations(true)
  }

  /** Chooses a language in the user's settings, by its BCP 47 tag, and opens the editor again, in it. */
  async setLanguage(language: string): Promise<void> {
    await this.page.click("#red-ui-header-button-sidemenu")
    await this.page.click("#menu-item-user-settings")
    await this.page.selectOption("#user-settings-editor-language", language)
    await this.#leaveDialog("#node-dialog-ok")
    await this.reload()
  }

  /** As the user's settings do in Node-RED 5; 4.1 has no dark theme of its own. */
  async setDark(isDark: boolean): Promise<void> {
    await this.page.evaluate(
      (isDark) => document.documentElement.classList.toggle("nr-theme-dark", isDark),
      isDark,
    )
  }

  /** The ids of the nodes of a type. */
  nodesOfType(type: string): Promise<string[]> {
    return this.page.evaluate((type) => RED.nodes.filterNodes({ type }).map(({ id }) => id), type)
  }

  /** Branches open 400 ms after their click; a click that waits for that itself looks only twice a second. */
  async #clickInTree(name: string): Promise<void> {
    const labels = "#red-ui-clipboard-dialog-import-tab-examples .red-ui-treeList-label-text"
    const isVisible = ({ labels, name }: { labels: string; name: string }) =>
      Array.from(document.querySelectorAll(labels)).some(
        (label) => label.textContent === name && label.checkVisibility(),
      )
    await this.page.waitForFunction(isVisible, { labels, name })
    await this.page.locator(labels).getByText(name, { exact: true }).click()
  }

  async #leaveDialog(button: string): Promise<void> {
    await this.page.click(button)
    await this.page.waitForSelector(tray, { state: "detached" })
  }

  /** jQuery's; others than trays' slides. */
  async #setAnimations(areOn: boolean): Promise<void> {
    await this.page.evaluate((areOn) => {
      jQuery.fx.off = !areOn
    }, areOn)
  }

  /** Trays slide in. */
  async #trayAtRest(): Promise<void> {
    await this.page.waitForFunction((selector) => {
      const open = document.querySelector(selector)
      return open && getComputedStyle(open).right === "0px" && open.getAnimations().length === 0
    }, tray)
  }
}
