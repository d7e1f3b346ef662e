// The measured part of docs/reliability.md, and what in it must not be.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../../test/support/packed.mts"
import { replaced, table } from "../markdown.mts"
import type { DeployResult } from "./deploys.mts"
import type { KillResult } from "./kills.mts"
import { GROWTH, type MemoryResult } from "./memory.mts"

export const reliabilityPageFile = join(root, "docs", "reliability.md")

export interface Measured {
  kills: KillResult[]
  deploys: DeployResult[]
  memory: MemoryResult[]
  minutes: number
}

/** What writes into the page. */
const command = "npm run test:faults"

const places = { sqlite: "SQLite", memory: "memory" }

const receivers = { ours: "purple in", core: "core's http in" }

/** The page with its tables as they were measured now. */
export function reliabilityPage(page: string, measured: Measured): string {
  const tables = { kills: killTable(measured), deploys: deployTable(measured), memory: memoryTable(measured) }
  return Object.entries(tables).reduce((text, [name, rows]) => replaced(text, name, command, rows), page)
}

/** What was promised to be zero and is not. */
export function shortcomings({ kills, deploys, memory }: Measured): string[] {
  const ofKills = kills.flatMap(({ what, lost, pass, complete }) =>
    nonZero(`kill -9 of ${what}`, {
      lost,
      "twice behind dedupe": pass.twice,
      "never behind dedupe": complete.never,
    }),
  )
  const ofDeploys = deploys
    .filter(({ receiver }) => receiver === "ours")
    .flatMap(({ kind, refused, hanging, lost, twice }) =>
      nonZero(`deploy (${kind})`, { refused, hanging, lost, "twice behind dedupe": twice }),
    )
  const ofMemory = memory
    .filter(({ store, heap }) => (heap.at(-1) ?? 0) - (heap[0] ?? 0) > GROWTH[store])
    .map(({ store, heap }) => `memory, events in ${store}: from ${heap[0]} to ${heap.at(-1)} MB`)
  return [...ofKills, ...ofDeploys, ...ofMemory]
}

function nonZero(what: string, counts: Record<string, number>): string[] {
  return Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [] : [`${what}: ${count} ${name}`]))
}

function killTable({ kills, minutes }: Measured): string {
  const rows = kills.map(({ what, kills: count, acknowledged, lost, again, pass, complete }) => [
    what,
    count,
    acknowledged,
    lost,
    again,
    pass.twice,
    pass.never,
    complete.twice,
    complete.never,
  ])
  const head = [
    "What is killed",
    "Kills",
    "Events answered 200",
    "Lost",
    "Emitted again",
    "*when it passes*: twice",
    "never",
    "*when the flow behind has finished*: twice",
    "never",
  ]
  return `${table(head, rows)}\n\n${versionsLine(minutes)}`
}

function deployTable({ deploys }: Measured): string {
  const rows = deploys.map(({ receiver, kind, deploys: count, requests, refused, hanging, lost, again }) => [
    receivers[receiver],
    kind,
    count,
    requests,
    refused,
    hanging,
    lost,
    again,
  ])
  const head = ["Receiver", "Deploy", "Deploys", "Requests", "Not 200", "Hanging", "Lost", "Emitted again"]
  return table(head, rows)
}

function memoryTable({ memory }: Measured): string {
  const rows = memory.map(({ store, events, seconds, heap, resident }) => [
    places[store],
    events,
    seconds,
    heap[0] ?? 0,
    heap[Math.floor(heap.length / 2)] ?? 0,
    heap.at(-1) ?? 0,
    resident[0] ?? 0,
    resident.at(-1) ?? 0,
  ])
  const head = [
    "Events kept in",
    "Events",
    "Seconds",
    "Heap, MB: after a tenth",
    "after six tenths",
    "at the end",
    "Process, MB: after a tenth",
    "at the end",
  ]
  return table(head, rows)
}

function versionsLine(minutes: number): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(root, "node_modules", "node-red", "package.json"), "utf8"),
  )
  const node = process.version.slice(1)
  return `Node.js ${node}, Node-RED ${version}; all runs of this page took ${minutes} minutes.`
}
