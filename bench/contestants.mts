// Who takes part: what a webhook costs at the least, what people have and build today, and these nodes.
import { cpSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"
import { flow } from "../test/support/flow.mts"
import type { FlowNode } from "../test/support/node-red.mts"
import { installPacked } from "../test/support/packed.mts"
import { beamKey } from "../test/support/senders.mts"
import { type EventSource, events } from "./requests.mts"
import { type Server, startNodeRed, startScript } from "./server.mts"

export interface Contestant {
  name: string
  source: EventSource
  /** Its flow must get every event that it answered 200, once. */
  countsEvents: boolean
  /** @param nodeOptions of the Node that runs it */
  start(nodeOptions?: readonly string[]): Promise<Server>
}

export type StoreKind = "sqlite" | "memory" | "redis"

export const path = "/events"

/** Where every other is compared with. */
export const reference = "core: http in → http response"

/** The least that a webhook costs. */
export const bareNode = "node:http"

export const others: readonly Contestant[] = [
  bare(bareNode, () => startScript("raw")),
  bare("fastify", () => startScript("fastify")),
  bare(reference, () => startNodeRed({ flows: emptyFlow(), install: () => {} })),
  bare("core + function nodes: HMAC, dedupe in flow context", () =>
    startNodeRed({ flows: functionFlow(), install: () => {} }),
  ),
]

/** One of our nodes with a store. */
export function ours(vendor: keyof typeof events, store: StoreKind, redisUrl: string): Contestant {
  const source = events[vendor]
  const { type, node } = source.sender
  const { credentials, ...properties } = node
  const flows = flow(
    {
      id: "store",
      type: "webhook store",
      kind: store,
      path: "events.sqlite",
      url: redisUrl,
      prefix: vendor,
    },
    { id: "events", type, path, store: "store", ...properties, wires: [["counter"]] },
    { id: "counter", type: "counter", wires: [] },
  )
  return {
    name: `${vendor === "newGuests" ? `${type}, new guests` : type}, ${store}`,
    source,
    countsEvents: true,
    start: (nodeOptions) =>
      startNodeRed(
        { flows, credentials: { events: credentialsOf(credentials) }, install: installBench },
        nodeOptions,
      ),
  }
}

function credentialsOf(credentials: unknown): Record<string, string> {
  return z.record(z.string(), z.string()).default({}).parse(credentials)
}

/** These nodes, and those that the bench has for itself. */
export function installBench(userDirectory: string): void {
  installPacked(userDirectory)
  cpSync(join(import.meta.dirname, "nodes"), join(userDirectory, "nodes"), { recursive: true })
}

function bare(name: string, start: () => Promise<Server>): Contestant {
  return { name, source: events.beam, countsEvents: false, start }
}

function emptyFlow(): FlowNode[] {
  return flow(httpIn({ wires: [["response"]] }), response)
}

/** As integrators build it today, on the exact bytes. What it remembers is gone after a restart. */
function functionFlow(): FlowNode[] {
  return flow(
    httpIn({ skipBodyParsing: true, wires: [["verify"]] }),
    {
      ...functionNode("verify", [["dedupe"], ["response"]]),
      func: `
        const key = ${JSON.stringify(beamKey("customer.create"))}
        const expected = crypto.createHmac("sha256", key).update(msg.payload).digest()
        const received = Buffer.from(msg.req.headers["x-hotspotsystem-hmac-sha256"] ?? "", "base64")
        if (received.length !== 32 || !crypto.timingSafeEqual(received, expected)) {
          msg.statusCode = 401
          return [null, msg]
        }
        msg.payload = JSON.parse(msg.payload)
        return [msg, null]`,
      libs: [{ var: "crypto", module: "crypto" }],
    },
    {
      ...functionNode("dedupe", [["response"]]),
      func: `
        const seen = flow.get("seen") ?? {}
        if (seen[msg.payload.id]) return null
        seen[msg.payload.id] = Date.now()
        flow.set("seen", seen)
        msg.payload = { id: msg.payload.id }
        return msg`,
    },
    response,
  )
}

function httpIn(properties: object): FlowNode {
  return { id: "in", type: "http in", url: path, method: "post", upload: false, ...properties }
}

function functionNode(id: string, wires: string[][]): FlowNode {
  return { id, type: "function", outputs: wires.length, initialize: "", finalize: "", libs: [], wires }
}

const response: FlowNode = { id: "response", type: "http response", statusCode: "", headers: {}, wires: [] }
