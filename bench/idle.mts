// What the package costs while nothing happens, and on a small machine.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as pause } from "node:timers/promises"
import { flow } from "../test/support/flow.mts"
import { type FlowNode, NodeRed } from "../test/support/node-red.mts"
import { installPacked, scratchFolder } from "../test/support/packed.mts"
import { type Contestant, path } from "./contestants.mts"
import { installedBytes } from "./installed.mts"
import { median } from "./median.mts"
import { measureThroughput, type Throughput } from "./throughput.mts"

/** Milliseconds for which an idle process is watched. */
const WATCHED = 10_000

export interface Idle {
  /** Medians, milliseconds from the command to running flows. */
  start: { without: number; installed: number; inUse: number }
  /** System calls of the event loop's thread in ten seconds. */
  calls: { without: number; installed: number; inUse: number }
  /** Bytes, with all dependencies. */
  installed: number
}

type Variant = { flows: FlowNode[]; install: (userDirectory: string) => void }

const inNode = flow(
  { id: "events", type: "purple in", path, wires: [["debug"]] },
  { id: "debug", type: "debug" },
)

const variants = {
  without: { flows: flow(), install: () => {} },
  installed: { flows: flow(), install: installPacked },
  inUse: { flows: inNode, install: installPacked },
} as const satisfies Record<string, Variant>

type Of<Value> = Record<keyof typeof variants, Value>

export async function measureIdle(rounds: number): Promise<Idle> {
  const folders = eachVariant(() => scratchFolder("idle"))
  const times = eachVariant((): number[] => [])
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const begun = performance.now()
      const nodeRed = await start(name, folders[name], round === 0)
      if (round > 0) times[name].push(performance.now() - begun) // the first fills the disk's cache
      await nodeRed.stop()
    }
  }
  const calls = eachVariant(() => 0)
  for (const name of names) {
    const nodeRed = await start(name, folders[name], false)
    await pause(10_000) // what starting leaves behind
    calls[name] = await callsOf(nodeRed.pid ?? 0)
    await nodeRed.stop()
  }
  return { start: eachVariant((name) => median(times[name])), calls, installed: installedBytes() }
}

/** The same load on a process that may take no more than 128 MB for its objects. */
export async function measureSmall(contestant: Contestant, seconds: number): Promise<Throughput | undefined> {
  const small = { ...contestant, start: () => contestant.start(["--max-old-space-size=128"]) }
  const [result] = await measureThroughput([small], { rounds: 1, seconds, connections: [40] }, () => {})
  return result
}

const names = ["without", "installed", "inUse"] as const

function eachVariant<Value>(of: (name: keyof typeof variants) => Value): Of<Value> {
  return { without: of("without"), installed: of("installed"), inUse: of("inUse") }
}

function start(name: keyof typeof variants, userDirectory: string, isFirst: boolean): Promise<NodeRed> {
  const { flows, install } = variants[name]
  const logging = { console: { level: "info", metrics: false, audit: false } }
  return NodeRed.start({
    ...{ version: "5", settings: { logging }, userDirectory, flows, patience: 60_000 },
    install: isFirst ? install : () => {},
  })
}

/** Of the thread that the event loop has; some of them are V8's, which tidies up. strace counts; its table's last line is the sum. */
async function callsOf(pid: number): Promise<number> {
  const tracer = spawn("strace", ["-c", "-U", "calls,name", "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  })
  let table = ""
  tracer.stderr.setEncoding("utf8").on("data", (chunk) => {
    table += chunk
  })
  await once(tracer.stderr, "data") // "attached"
  await pause(WATCHED)
  const exit = once(tracer, "close")
  tracer.kill("SIGINT")
  await exit
  return Number(/(\d+) total/.exec(table)?.[1] ?? 0)
}
