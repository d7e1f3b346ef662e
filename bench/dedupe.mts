// Messages a second through dedupe, beside core's filter, each with a value of its own.
import { z } from "zod"
import { flow } from "../test/support/flow.mts"
import type { FlowNode } from "../test/support/node-red.mts"
import { installBench } from "./contestants.mts"
import { median } from "./median.mts"
import { startNodeRed } from "./server.mts"

export interface DedupeResult {
  name: string
  /** Messages per second, median. */
  messages: number
}

const answer = z.object({ seconds: z.number() })

const filter: FlowNode = { id: "subject", type: "rbe", func: "rbe", property: "payload.id", septopics: false }

function dedupe(kind: "memory" | "sqlite"): FlowNode {
  const key = { key: "property", property: "payload.id", clock: "arrival" }
  return {
    id: "subject",
    type: "dedupe",
    store: `${kind}-store`,
    window: "rolling",
    amount: 1,
    unit: "d",
    ...key,
  }
}

const subjects: Record<string, FlowNode> = {
  "core: filter": filter,
  "dedupe, memory": dedupe("memory"),
  "dedupe, sqlite": dedupe("sqlite"),
}

export async function measureDedupe(rounds: number, messages: number): Promise<DedupeResult[]> {
  const servers = await Promise.all(
    Object.entries(subjects).map(async ([name, subject]) => {
      const server = await startNodeRed({ flows: flowWith(subject), install: installBench })
      return { name, server, rates: [] as number[] }
    }),
  )
  for (let round = 0; round <= rounds; round++) {
    for (const { server, rates } of servers) {
      const response = await fetch(`${server.origin}/start?messages=${messages}`)
      const { seconds } = answer.parse(await response.json())
      if (round > 0) rates.push(messages / seconds) // the first warms up
    }
  }
  await Promise.all(servers.map(({ server }) => server.stop()))
  return servers.map(({ name, rates }) => ({
    name,
    messages: median(rates),
  }))
}

function flowWith(subject: FlowNode): FlowNode[] {
  return flow(
    { id: "memory-store", type: "webhook store", kind: "memory" },
    { id: "sqlite-store", type: "webhook store", kind: "sqlite", path: "claims.sqlite" },
    { id: "in", type: "http in", url: "/start", method: "get", upload: false, wires: [["source"]] },
    { id: "source", type: "source", wires: [["subject"], ["response"]] },
    { ...subject, wires: [["counter"], []] },
    { id: "counter", type: "counter", wires: [] },
    { id: "response", type: "http response", statusCode: "", headers: {}, wires: [] },
  )
}
