// The measured part of docs/security.md, and what in it must not be.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../../test/support/packed.mts"
import { replaced, table } from "../markdown.mts"
import type { Tally } from "./attacks.mts"
import type { Experience } from "./bystander.mts"
import type { FuzzResult } from "./fuzz.mts"
import type { Pulse } from "./target.mts"
import { THRESHOLD, type TimingResult } from "./timing.mts"

export const securityPageFile = join(root, "docs", "security.md")

const command = "npm run test:hostile"

/** What went on for a while: what came back, and how it was for Node-RED and for a sender that behaves. */
export interface Ordeal {
  name: string
  tally: Tally
  /** What must not come back and did. */
  undue: string[]
  pulse: Pulse
  good: Experience
}

export interface Measured {
  /** The good sender with nothing else going on. */
  calm: Experience
  fuzz: FuzzResult & { ordeal: Ordeal; before: Pulse; after: Pulse }
  attacks: Ordeal[]
  timings: TimingResult[]
  minutes: number
}

/** Bytes of heap by which it may differ after a million requests: V8 keeps what it has compiled. */
const FLAT = 16_000_000

export function securityPage(page: string, measured: Measured): string {
  const withFuzz = replaced(page, "fuzzing", command, fuzzTable(measured))
  const withAttacks = replaced(withFuzz, "attacks", command, attackTable(measured))
  return replaced(withAttacks, "timing", command, timingTable(measured))
}

/** What was promised and does not hold. */
export function shortcomings({ fuzz, attacks, timings, calm }: Measured): string[] {
  const growth = fuzz.after.heapUsed - fuzz.before.heapUsed
  const ordeals = [fuzz.ordeal, ...attacks]
  return [
    ...fuzz.wrong.map((request) => `wrong answer: ${request}`),
    ...(growth > FLAT ? [`the heap grew by ${megabytes(growth)} MB`] : []),
    ...(fuzz.after.unhandled > 0 ? [`${fuzz.after.unhandled} unhandled rejections`] : []),
    ...ordeals.flatMap(({ name, undue }) => undue.map((what) => `${name}: ${what} came back`)),
    ...ordeals
      .filter(({ good }) => good.refused > 0)
      .map(({ name }) => `${name}: the good sender was refused`),
    ...(calm.refused > 0 ? ["the good sender was refused in calm"] : []),
    ...timings
      .slice(0, -1)
      .filter(({ t }) => Math.abs(t) > THRESHOLD)
      .map(({ what }) => `timing tells: ${what}`),
  ]
}

function fuzzTable({ fuzz, calm, minutes }: Measured): string {
  const statuses = [...new Set(Object.values(fuzz.answers).flatMap((answers) => Object.keys(answers)))].sort()
  const rows = Object.entries(fuzz.answers).map(([source, answers]) => [
    source,
    sumOf(answers),
    ...statuses.map((status) => answers[Number(status)] ?? 0),
  ])
  const all = rows.reduce((sum, [, count]) => sum + Number(count), 0)
  const { ordeal, before, after } = fuzz
  return `${table(["Node", "Requests", ...statuses.map((status) => (status === "0" ? "no answer" : status))], rows)}

${all} requests: no crash, ${after.unhandled} unhandled rejections, ${fuzz.wrong.length} answers that must not be. Heap before
${megabytes(before.heapUsed)} MB, after ${megabytes(after.heapUsed)} MB. The event loop's longest pause was
${Math.round(ordeal.pulse.pause)} ms. A good sender meanwhile got its answer after ${milliseconds(ordeal.good.median)} ms (median;
${milliseconds(calm.median)} ms with nothing else going on), ${ordeal.good.refused} of its ${ordeal.good.events} events were refused.
Seed ${fuzz.seed}, ${versions()}; all of this page took ${minutes} minutes, on two cores that others used, too.`
}

function attackTable({ attacks, calm }: Measured): string {
  const rows = attacks.map(({ name, tally, pulse, good }) => [
    name,
    Object.entries(tally)
      .map(([what, count]) => `${count} × ${what}`)
      .join(", "),
    Math.round(pulse.pause),
    `${good.events - good.refused} of ${good.events}`,
    Number(milliseconds(good.median)),
    Number(milliseconds(good.slowest)),
  ])
  const head = [
    "What was sent",
    "What came back",
    "Longest pause, ms",
    "Good sender: answered 200",
    "median, ms",
    "slowest, ms",
  ]
  return `${table(head, rows)}

With nothing else going on the good sender's median was ${milliseconds(calm.median)} ms, its slowest answer ${milliseconds(calm.slowest)} ms.`
}

function timingTable({ timings }: Measured): string {
  const rows = timings.map(({ what, measurements, t }) => [what, measurements, Number(t.toFixed(1))])
  return table(["Comparison", "Measurements of each kind", "t"], rows)
}

function sumOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}

function milliseconds(time: number): string {
  return time.toFixed(1)
}

function versions(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(root, "node_modules", "node-red", "package.json"), "utf8"),
  )
  return `Node.js ${process.version.slice(1)}, Node-RED ${version}`
}
