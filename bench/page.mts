// The measured parts of docs/performance.md. Ratios first: a figure of one machine says little about another.
import { readFileSync } from "node:fs"
import { cpus, totalmem } from "node:os"
import { join } from "node:path"
import { replaced, table } from "../scripts/markdown.mts"
import { root } from "../test/support/packed.mts"
import type { ClaimsResult } from "./claims.mts"
import type { DedupeResult } from "./dedupe.mts"
import type { Durability } from "./durability.mts"
import type { EditorCost } from "./editor.mts"
import type { Idle } from "./idle.mts"
import type { Throughput } from "./throughput.mts"

export const performancePageFile = join(root, "docs", "performance.md")

/** What was measured in one run; what was left out keeps its place on the page. */
export interface Measured {
  throughput?: { results: Throughput[]; rounds: number; seconds: number; durability: Durability }
  claims?: { results: ClaimsResult[]; dedupe: DedupeResult[] }
  idle?: { idle: Idle; small: Throughput | undefined }
  editor?: EditorCost
}

const command = "npm run bench"

export function performancePage(page: string, { throughput, claims, idle, editor }: Measured): string {
  const parts = {
    ...(throughput && {
      throughput: throughputTables(throughput),
      durability: durabilityText(throughput.durability),
    }),
    ...(claims && { claims: claimTables(claims) }),
    ...(idle && { idle: idleTable(idle) }),
    ...(editor && { editor: editorTables(editor) }),
    machine: machineText(),
  }
  return Object.entries(parts).reduce((text, [name, part]) => replaced(text, name, command, part), page)
}

type ThroughputResults = NonNullable<Measured["throughput"]>

function throughputTables({ results, rounds, seconds }: ThroughputResults): string {
  const counts = [...new Set(results.map(({ connections }) => connections))]
  const tables = counts.map((count) => {
    const ofCount = results.filter(({ connections }) => connections === count)
    return `${count} connections:\n\n${throughputTable(ofCount)}`
  })
  return `${tables.join("\n\n")}\n\nMedians of ${rounds} rounds of ${seconds} s, all in turn, the ratios of each round's; the pause is the longest of all rounds.`
}

function throughputTable(results: readonly Throughput[]): string {
  const head = ["", "of core's", "of node:http", "requests/s", "p50 ms", "p99 ms", "p99.9 ms"]
  return table(
    [...head, "CPU µs each", "longest pause ms", "memory MB"],
    results.map(({ name, requests, ofCore, ofNode, p50, p99, p999, cpu, pause, memory }) => [
      ...[name, ratio(ofCore, 1), ratio(ofNode, 1)],
      ...[whole(requests), p50.toFixed(1), p99.toFixed(1), p999.toFixed(1), cpu.toFixed(0)],
      ...[pause.toFixed(0), megabytes(memory)],
    ]),
  )
}

function durabilityText({ events, syncs, early, together }: Durability): string {
  return `Of ${events} events sent one after the other, ${early} were answered before a sync of the log that came after the
answer before; there were ${syncs} syncs. With 40 senders at once one sync served ${together.toFixed(0)} events.`
}

function claimTables({ results, dedupe }: NonNullable<Measured["claims"]>): string {
  const claims = table(
    ["store", "keys", "claims/s", "CPU µs each", "memory MB more", "file MB", "opened in ms"].concat(
      ...["longest pause ms", "while expired keys go"],
    ),
    results.map(({ store, keys, open, claims: rate, cpu, memoryGrowth, file, pause, sweepPause }) => [
      ...[store, whole(keys), whole(rate), cpu.toFixed(1), megabytes(memoryGrowth), megabytes(file)],
      ...[open.toFixed(0), pause.toFixed(0), sweepPause?.toFixed(0) ?? ""],
    ]),
  )
  const [filter] = dedupe
  const messages = table(
    ["", "of core's filter", "messages/s"],
    dedupe.map(({ name, messages: rate }) => [name, ratio(rate, filter?.messages ?? 0), whole(rate)]),
  )
  return `${messages}\n\n${claims}`
}

function idleTable({ idle, small }: NonNullable<Measured["idle"]>): string {
  const row = (what: string, of: Record<"without" | "installed" | "inUse", number>) => [
    ...[what, of.without.toFixed(0), of.installed.toFixed(0), of.inUse.toFixed(0)],
  ]
  const idleness = table(
    ["", "Node-RED alone", "installed", "one in-node waiting"],
    [row("start, ms", idle.start), row("system calls of the event loop in 10 s", idle.calls)],
  )
  const size = `Installed: ${megabytes(idle.installed)} MB with all dependencies.`
  const load =
    small &&
    `With \`--max-old-space-size=128\`, ${small.name} at 40 connections: ${whole(small.requests)} requests/s,
longest pause ${small.pause.toFixed(0)} ms, ${megabytes(small.memory)} MB.`
  return [idleness, size, load].filter(Boolean).join("\n\n")
}

function editorTables({ loaded, dialogs, sidebar }: EditorCost): string {
  const bytes = table(
    ["kB that an editor loads", "of Node-RED alone", "more with these nodes"],
    loaded.map(({ what, alone, ours }) => [what, kilobytes(alone), kilobytes(ours)]),
  )
  const times = table(
    ["dialog", "drawn after ms"],
    dialogs.map(({ type, milliseconds }) => [type, milliseconds.toFixed(0)]),
  )
  const log = `The sidebar over a log of ${whole(sidebar.deliveries)} deliveries shows its first page after ${whole(sidebar.milliseconds)} ms.`
  return [bytes, times, log].join("\n\n")
}

function machineText(): string {
  const memory = Math.round(totalmem() / 2 ** 30)
  const packages = ["node-red", "fastify", "ioredis", "zod"].map((name) => `${name} ${versionOf(name)}`)
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory} GB, ${process.platform}; Node.js ${process.version.slice(1)},
SQLite ${process.versions.sqlite}, ${packages.join(", ")}.`
}

function versionOf(name: string): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(root, "node_modules", name, "package.json"), "utf8"),
  )
  return manifest.version
}

function ratio(of: number, to: number): string {
  return Number.isFinite(of / to) ? (of / to).toFixed(2) : ""
}

function whole(number: number): string {
  return Math.round(number).toLocaleString("en")
}

function kilobytes(bytes: number): string {
  return (bytes / 1e3).toFixed(1)
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
