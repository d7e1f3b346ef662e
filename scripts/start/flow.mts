// The flagship example as npm start deploys it: the file from examples/, with demonstration secrets.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { root } from "./package.mts"

export const flowFile = join(root, "examples", "01 - Welcome mail once per guest and day.json")

export type FlowNode = {
  id: string
  type: string
  path?: string
  header?: string
  webhooks?: { id: string; event: string; location: string }[]
}

export async function readFlow(): Promise<FlowNode[]> {
  return JSON.parse(await readFile(flowFile, "utf8"))
}

export function nodeOfType(nodes: FlowNode[], type: string): FlowNode {
  const node = nodes.find((candidate) => candidate.type === type)
  if (!node) throw new Error(`${flowFile} has no ${type} node`)
  return node
}

export const secrets = {
  cloud4wi: "demo-header-value",
  qr: "demo-secret-token",
  /** BEAM issues one API key per webhook (FACTS.md B3). */
  beam: (event: string) => `demo-api-key-${event}`,
}

/** What flows_cred.json holds: credentials by node id. */
export function flowCredentials(nodes: FlowNode[]): Record<string, Record<string, string>> {
  const beam = nodeOfType(nodes, "beam in")
  const apiKeys = Object.fromEntries((beam.webhooks ?? []).map(({ id, event }) => [id, secrets.beam(event)]))
  return {
    [nodeOfType(nodes, "cloud4wi in").id]: { secret: secrets.cloud4wi },
    [beam.id]: { apiKeys: JSON.stringify(apiKeys) },
    [nodeOfType(nodes, "qr webhook in").id]: { secretToken: secrets.qr },
    [nodeOfType(nodes, "e-mail").id]: { userid: "demo", password: "demo" },
  }
}
