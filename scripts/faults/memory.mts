// An hour's worth of events, 50 a second, as fast as they are taken: what the process takes up must not grow with them.
import { z } from "zod"
import { flow } from "../../test/support/flow.mts"
import { type FlowNode, NodeRed } from "../../test/support/node-red.mts"
import { purple } from "../../test/support/senders.mts"
import { path } from "./flows.mts"

const SENDERS = 16

/** Into how many parts a run is divided; the first is to warm up, the process is looked at after each. */
const PARTS = 10

/**
 * Megabytes by which the heap may grow from the first part to the end: nothing to speak of; in memory by the log, the ids
 * and what dedupe knows, some hundred bytes for each.
 */
export const GROWTH = { sqlite: 10, memory: 150 }

const MEGABYTE = 1_048_576

export interface MemoryResult {
  store: "sqlite" | "memory"
  events: number
  seconds: number
  /** Megabytes after each part: of the heap after a full collection, and of the process. */
  heap: number[]
  resident: number[]
}

const usage = z.object({ heapUsed: z.number(), rss: z.number() })

const settings = {
  logging: { console: { level: "info", metrics: false, audit: false } },
  functionGlobalContext: {
    /** After a full collection, for which V8 gives a function only where it is asked to. */
    memoryUsage: () => {
      process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc")
      process.getBuiltinModule("node:vm").runInNewContext("gc")()
      return process.memoryUsage()
    },
  },
}

export async function memoryUnderLoad(store: MemoryResult["store"], events: number): Promise<MemoryResult> {
  const nodeRed = await NodeRed.start({ version: "5", flows: flows(store), settings, patience: 60_000 })
  const begun = Date.now()
  const heap: number[] = []
  const resident: number[] = []
  for (let part = 0; part < PARTS; part += 1) {
    await sendAll(nodeRed.url(path), events / PARTS)
    const { heapUsed, rss } = usage.parse(await (await fetch(nodeRed.url("/memory"))).json())
    heap.push(Math.round(heapUsed / MEGABYTE))
    resident.push(Math.round(rss / MEGABYTE))
  }
  const seconds = Math.round((Date.now() - begun) / 1000)
  await nodeRed.stop()
  return { store, events, seconds, heap, resident }
}

function flows(kind: MemoryResult["store"]): FlowNode[] {
  return flow(
    { id: "store", type: "webhook store", kind, path: "events.sqlite" },
    { id: "events", type: "purple in", path, store: "store", wires: [["once"]] },
    { id: "once", type: "dedupe", key: "guest", commit: "complete", store: "store", wires: [["work"], []] },
    {
      id: "work",
      type: "change",
      rules: [{ t: "set", p: "done", pt: "msg", to: "true", tot: "bool" }],
      wires: [[]],
    },
    { id: "ask", type: "http in", url: "/memory", method: "get", wires: [["look"]] },
    {
      id: "look",
      type: "function",
      func: 'msg.payload = global.get("memoryUsage")()\nreturn msg',
      outputs: 1,
      wires: [["answer"]],
    },
    { id: "answer", type: "http response", wires: [] },
  )
}

async function sendAll(url: string, count: number): Promise<void> {
  let left = count
  const sendSome = async () => {
    while (left > 0) {
      left -= 1
      const { headers, body } = purple.fresh()
      const lines = Object.entries(headers ?? {}).map(([name, value]): [string, string] => [
        name,
        String(value),
      ])
      const response = await fetch(url, { method: "POST", headers: lines, body })
      await response.arrayBuffer()
      if (response.status !== 200) throw new Error(`an event was answered ${response.status}`)
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, sendSome))
}
