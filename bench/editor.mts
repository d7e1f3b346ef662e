// What the editor loads of these nodes, and how long they keep whoever opens them waiting.
import { copyFileSync } from "node:fs"
import { join } from "node:path"
import { emptyFlow, Workbench } from "../test/browser/chromium.mts"
import { LENGTH, longLog } from "../test/browser/long-log.mts"
import { SidebarTab } from "../test/browser/sidebar-tab.mts"
import { NodeRed } from "../test/support/node-red.mts"
import { scratchFolder } from "../test/support/packed.mts"
import { median } from "./median.mts"

/** The part of the editor's own API that opens a node's dialog. */
declare const RED: { editor: { edit(node: unknown): void }; nodes: { node(id: string): unknown } }

export interface EditorCost {
  /** Bytes that these nodes add to what an editor loads, and what Node-RED alone has, by what is loaded. */
  loaded: { what: string; ours: number; alone: number }[]
  /** Milliseconds until a node's dialog is drawn, medians. */
  dialogs: { type: string; milliseconds: number }[]
  /** Milliseconds until the sidebar's tab shows the first page of a long log. */
  sidebar: { deliveries: number; milliseconds: number }
}

const LOADED = [
  { what: "nodes, dialogs and help", path: "/nodes" },
  { what: "sidebar", path: "/plugins" },
]

const TYPES = [
  "http in",
  "cloud4wi in",
  "purple in",
  "beam in",
  "qr webhook in",
  "verify signature",
  "dedupe",
]

export async function measureEditor(rounds: number): Promise<EditorCost> {
  const userDirectory = scratchFolder("node-red")
  copyFileSync(await longLog(), join(userDirectory, "webhooks.sqlite"))
  const flows = [...emptyFlow, ...TYPES.map(nodeOf)]
  const bench = await Workbench.start("5", { flows, userDirectory })
  const alone = await NodeRed.start({ version: "5", flows: emptyFlow, install: () => {} })
  const loaded = await Promise.all(
    LOADED.map(async ({ what, path }) => {
      const [all, without] = await Promise.all([bench.nodeRed, alone].map((one) => bytesOf(one, path)))
      return { what, ours: Number(all) - Number(without), alone: Number(without) }
    }),
  )
  await alone.stop()
  const sidebar = { deliveries: LENGTH, milliseconds: await timeToShow(new SidebarTab(bench.page)) }
  const dialogs: EditorCost["dialogs"] = []
  for (const type of TYPES) dialogs.push({ type, milliseconds: await timeToOpen(bench, type, rounds) })
  await bench.stop()
  return { loaded, dialogs, sidebar }
}

function nodeOf(type: string, index: number) {
  const id = idOf(type)
  return {
    id,
    type,
    z: "tab",
    name: "",
    path: `/${index}`,
    url: `/${index}`,
    wires: [],
    x: 200,
    y: 80 + 60 * index,
  }
}

function idOf(type: string): string {
  return type === "purple in" ? "purple" : type.replaceAll(" ", "-") // whose the log is
}

async function bytesOf(nodeRed: NodeRed, path: string): Promise<number> {
  const response = await fetch(nodeRed.adminUrl(path), { headers: { accept: "text/html" } })
  return (await response.arrayBuffer()).byteLength
}

async function timeToShow(tab: SidebarTab): Promise<number> {
  const start = performance.now()
  await tab.show()
  await tab.rows.first().waitFor()
  return performance.now() - start
}

async function timeToOpen({ editor, page }: Workbench, type: string, rounds: number): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    times.push(await page.evaluate(openDialog, idOf(type)))
    await page.waitForSelector("#node-dialog-cancel")
    await editor.leave()
  }
  return median(times)
}

/** In the page: until the dialog's fields have been drawn. */
async function openDialog(id: string): Promise<number> {
  const start = performance.now()
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  RED.editor.edit(RED.nodes.node(id))
  while (!document.querySelector("#dialog-form #node-input-name")) await nextFrame()
  await nextFrame()
  return performance.now() - start
}
