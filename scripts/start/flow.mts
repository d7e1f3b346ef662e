// Examples as npm start deploys them: the files from examples/, the flagship first, with demonstration secrets.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { root } from "./package.mts"

const flagship = "01 - Welcome mail once per guest and day.json"

export type FlowNode = {
  id: string
  type: string
  path?: string
  header?: string
  webhooks?: { id: string; event: string; location: string }[]
}

/** @param file below `examples/` */
export async function readFlow(file = flagship): Promise<FlowNode[]> {
  return JSON.parse(await readFile(join(root, "examples", file), "utf8"))
}

export function nodeOfType(nodes: FlowNode[], type: string): FlowNode {
  const node = nodes.find((candidate) => candidate.type === type)
  if (!node) throw new Error(`there is no ${type} node`)
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
  return Object.fromEntries(nodes.map((node) => [node.id, credentialsOf(node)]))
}

function credentialsOf({ type, webhooks = [] }: FlowNode): Record<string, string> {
  const apiKeys = webhooks.map(({ id, event }) => [id, secrets.beam(event)])
  const credentials: Record<string, Record<string, string>> = {
    "cloud4wi in": { secret: secrets.cloud4wi },
    "beam in": { apiKeys: JSON.stringify(Object.fromEntries(apiKeys)) },
    "qr webhook in": { secretToken: secrets.qr },
    "verify signature": { secret: "demo-webhook-secret" },
    "e-mail": { userid: "demo", password: "demo" },
  }
  return credentials[type] ?? {}
}
