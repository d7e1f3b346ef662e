// What all tests in a browser share: one Chromium, and per Node-RED version one process and one page.
import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { Editor } from "../support/editor.mts"
import { type FlowNode, NodeRed, type NodeRedOptions, type Version, versions } from "../support/node-red.mts"
import { root } from "../support/packed.mts"

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"

/** Where the pictures of a run are; look at them. */
const pictures = join(root, ".test", "browser")

let browser: Promise<Browser> | undefined

async function closeBrowser(): Promise<void> {
  const open = await browser
  browser = undefined
  await open?.close()
}

/** What a test has: Node-RED, and its editor open in a page. */
export class Workbench {
  readonly nodeRed: NodeRed
  readonly editor: Editor
  readonly #version: Version

  private constructor(version: Version, nodeRed: NodeRed, editor: Editor) {
    this.#version = version
    this.nodeRed = nodeRed
    this.editor = editor
  }

  /** @param path of the editor, below the admin root */
  static async start(
    version: Version,
    options: Omit<NodeRedOptions, "version">,
    context: BrowserContextOptions = {},
    path = "/",
  ): Promise<Workbench> {
    const nodeRed = await NodeRed.start({ version, ...options })
    const page = await openPage(context)
    return new Workbench(version, nodeRed, await Editor.open(page, nodeRed.adminUrl(path)))
  }

  get page(): Page {
    return this.editor.page
  }

  /** The same Node-RED's editor in another browser, such as one in another language. */
  async visit(context: BrowserContextOptions): Promise<Editor> {
    return Editor.open(await openPage(context), this.nodeRed.adminUrl("/"))
  }

  /** Presses Deploy; resolves when the flows run. */
  deploy(): Promise<void> {
    return this.nodeRed.startsFlows(() => this.editor.deploy())
  }

  /** Opens the editor again, at the address that Node-RED has after a restart. */
  async reopen(): Promise<void> {
    await Editor.open(this.page, this.nodeRed.adminUrl("/"))
  }

  /** Takes a picture of the page into `.test/browser`. */
  async picture(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true })
    await this.page.screenshot({ path: join(pictures, `${name} (Node-RED ${this.#version}).png`) })
  }

  async stop(): Promise<void> {
    await this.page.context().close()
    await this.nodeRed.stop()
  }
}

async function openPage(options: BrowserContextOptions): Promise<Page> {
  browser ??= chromium.launch({ executablePath, args: ["--no-sandbox"] })
  const context = await (await browser).newContext({
    viewport: { width: 1500, height: 1000 },
    locale: "en-US",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  })
  context.setDefaultTimeout(20_000)
  return context.newPage()
}

/** A flow that an editor can be opened on: it has a tab, and a node in it. */
export const emptyFlow: FlowNode[] = [
  { id: "tab", type: "tab", label: "Tests" },
  { id: "note", type: "comment", z: "tab", name: "Tests", x: 120, y: 40, wires: [] },
]

/** Tests in the editors of both Node-REDs; without Chromium they are skipped, but never in CI. */
export function describeInEditors(title: string, body: (version: Version) => void): void {
  // Of the run that this file is part of: in `npm test` a worker goes through several files, each a run of its own.
  after(closeBrowser)
  const isMissing = !existsSync(executablePath) && !process.env.CI
  for (const version of versions) {
    const suite = isMissing ? describe.skip : describe
    suite(`${title}, Node-RED ${version}`, () => body(version))
  }
}
