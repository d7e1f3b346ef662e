// The examples as they are in the package, and what it takes to run them all in one Node-RED.
import { globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { collect } from "../support/flow.mts"
import type { FlowNode } from "../support/node-red.mts"
import { root } from "../support/packed.mts"
import { beamKey, senders } from "../support/senders.mts"

export interface Example {
  /** Its folder, which is a sub-menu, and the two digits its name starts with: `Messaging/01`; at the top just `01`. */
  number: string
  /** Relative to the examples' folder. */
  file: string
  /** The file's folder there; `.` at the top. */
  folder: string
  nodes: FlowNode[]
}

const folder = join(root, "examples")

export const examples: readonly Example[] = globSync("**/*.json", { cwd: folder })
  .sort()
  .map((file) => ({
    number: file.replace(/ - [^/]*$/, ""),
    file,
    folder: dirname(file),
    nodes: JSON.parse(readFileSync(join(folder, file), "utf8")),
  }))

/** Those that need nothing but the package. The others write somewhere: test/destinations has what they write to. */
export const examplesAtTheTop = examples.filter((example) => example.folder === ".")

export function exampleOf(number: string): Example {
  const example = examples.find((candidate) => candidate.number === number)
  if (!example) throw new Error(`there is no example ${number}`)
  return example
}

export function nodeNamed(number: string, name: string): FlowNode {
  const node = exampleOf(number).nodes.find((candidate) => candidate.name === name)
  if (!node) throw new Error(`example ${number} has no node ${name}`)
  return node
}

/** The path that an example's node of this type listens on. */
export function pathIn(number: string, type: string): string {
  const node = exampleOf(number).nodes.find((candidate) => candidate.type === type)
  return String(node?.path ?? node?.url)
}

/** Debug nodes hand over what they get, under their example's number and their name. */
export function withCollectors({ number, nodes }: Example): FlowNode[] {
  return nodes.map((node) => {
    if (node.type !== "debug") return node
    const collector = collect(`${number} ${node.name}`)
    // A core `http in` puts its sockets into the message, which no channel carries.
    return { ...collector, id: node.id, z: node.z, func: `delete msg.req\ndelete msg.res\n${collector.func}` }
  })
}

export const githubSecret = "secret-of-the-repository"
export const mailPassword = "password-of-the-account"
/** The password, or the bearer token, of `http request` nodes. */
export const httpPassword = "password-of-the-service"

/** What users would enter in the dialogs: the senders' secrets, and an account of the mail server. */
export function credentialsOf(nodes: FlowNode[]): Record<string, Record<string, string>> {
  return Object.fromEntries(nodes.map((node) => [node.id, credentialsOfNode(node)]))
}

function credentialsOfNode(node: FlowNode): Record<string, string> {
  if (node.type === "beam in") return { apiKeys: JSON.stringify(apiKeys(node.webhooks)) }
  if (node.type === "verify signature") return { secret: githubSecret }
  if (node.type === "e-mail") return { userid: "account@example.com", password: mailPassword }
  if (node.type === "http request" && node.authType !== "") return { user: "user", password: httpPassword }
  if (node.type === "tab") return secretsOfTab(node)
  const credentials = senders.find(({ type }) => type === node.type)?.node.credentials
  return typeof credentials === "object" ? { ...credentials } : {}
}

/** What a tab asks for as a credential among its environment variables. */
function secretsOfTab({ env }: FlowNode): Record<string, string> {
  if (!Array.isArray(env)) return {}
  const names: string[] = env.filter(({ type }) => type === "cred").map(({ name }) => name)
  return Object.fromEntries(names.map((name) => [name, secretNamed(name)]))
}

export function secretNamed(name: string): string {
  return `value-of-${name}`
}

function apiKeys(rows: unknown): Record<string, string> {
  if (!Array.isArray(rows)) return {}
  return Object.fromEntries(rows.map(({ id, event }) => [id, beamKey(event)]))
}
