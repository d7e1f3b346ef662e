// Whether an answer waits for the disk, as the kernel saw it (strace).
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { send } from "../test/support/http.mts"
import { scratchFolder } from "../test/support/packed.mts"
import { type Contestant, path } from "./contestants.mts"
import { nextRequest, prepare } from "./requests.mts"
import { load } from "./wrk.mts"

/** Events sent one by one. */
const EVENTS = 200

export interface Durability {
  /** Events answered one after the other, and how often the log was synced meanwhile. */
  events: number
  syncs: number
  /** Of these answers, those with no sync since the answer before. */
  early: number
  /** Events for each sync, with 40 senders at once. */
  together: number
}

export async function checkDurability(contestant: Contestant): Promise<Durability> {
  const folder = scratchFolder("durability")
  const server = await contestant.start()
  try {
    const { pid } = await server.read()
    const alone = await traced(pid, join(folder, "alone"), async () => {
      for (let sent = 0; sent < EVENTS; sent++) {
        const { status } = await send(server.origin + path, nextRequest(contestant.source))
        if (status !== 200) throw new Error(`answered ${status}`)
      }
    })
    const requests = prepare(join(folder, "requests"), contestant.source, path, 20_000)
    const busy = await traced(pid, join(folder, "busy"), () => load(server.origin + path, requests, 40, 2))
    return {
      events: count(alone, "answer"),
      syncs: count(alone, "sync"),
      early: alone.filter((call, index) => call === "answer" && alone[index - 1] === "answer").length,
      together: count(busy, "answer") / count(busy, "sync"),
    }
  } finally {
    await server.stop()
  }
}

type Call = "sync" | "answer"

/** Answers and completed syncs of the write-ahead log, in the order in which the kernel saw them. */
async function traced(pid: number, file: string, work: () => Promise<unknown>): Promise<Call[]> {
  const calls = "trace=fsync,fdatasync,write,writev"
  const tracer: ChildProcess = spawn("strace", ["-f", "-y", "-e", calls, "-o", file, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  })
  if (tracer.stderr) await once(tracer.stderr, "data") // "attached"
  await work()
  await pause(500)
  const exit = once(tracer, "exit")
  tracer.kill("SIGINT")
  await exit
  return readFileSync(file, "utf8").split("\n").flatMap(callOf)
}

function callOf(line: string): Call[] {
  if (/HTTP\/1\.1 200/.test(line)) return ["answer"]
  const isWhole = /f(data)?sync\(\d+<.*-wal>\) += 0/.test(line)
  return isWhole || /f(data)?sync resumed>\) += 0/.test(line) ? ["sync"] : []
}

function count(calls: readonly Call[], call: Call): number {
  return calls.filter((each) => each === call).length
}
