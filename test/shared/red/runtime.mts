// Our nodes in Node-RED's runtime without its editor, once for each version that they promise to work with.
import assert from "node:assert/strict"
import { EventEmitter, once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer, type RequestListener, type Server } from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { isObject } from "../../../dist/shared/core/objects.js"
import type { Request } from "../../support/http.mts"
import { type Answer, send } from "../../support/http.mts"

const require = createRequire(import.meta.url)
const root = join(import.meta.dirname, "..", "..", "..")

export type FlowNode = { id: string; type: string; [property: string]: unknown }
export type Message = Record<string, unknown>
type NodeSet = (RED: RuntimeApi) => unknown

interface RuntimeApi {
  _(key: string, parameters?: Record<string, string>): string
  httpNode: RequestListener
}

interface RuntimeNode {
  on(event: string, listener: (...parameters: never[]) => void): void
  receive(message: Message): void
}

/** What of node-red-node-test-helper is used here; it brings no types. */
interface Helper {
  init(runtime: string): void
  settings(settings: Record<string, unknown>): void
  startServer(): Promise<void>
  stopServer(): Promise<void>
  load(nodes: NodeSet[], flow: FlowNode[], credentials: Record<string, object>): Promise<void>
  unload(): Promise<void>
  getNode(id: string): RuntimeNode
  log(): { args: { level: number; id?: string; msg: unknown }[][]; ERROR: number; WARN: number }
}

const helper: Helper = require("node-red-node-test-helper")

/** Catch nodes hear of their own tab only. */
const tab: FlowNode = { id: "tab", type: "tab", label: "Tests" }

const versions = { "Node-RED 5": require.resolve("node-red"), "Node-RED 4": require.resolve("node-red-4") }

/** Our node sets, by folder; their compiled files are called as in package.json. */
function ours(folder: string): NodeSet {
  return require(join(root, "dist", folder, `${folder}.js`))
}

/** One of Node-RED's own node sets, of the version that runs. */
function cores(runtime: string, file: string): NodeSet {
  return createRequire(runtime)(`@node-red/nodes/core/${file}`)
}

export class Runtime {
  readonly #runtime: string
  readonly #received = new Map<string, Message[]>()
  readonly #changes = new EventEmitter()
  #server: Server | undefined

  constructor(runtime: string) {
    this.#runtime = runtime
  }

  /**
   * Runs a flow; where it wires to an id that it does not have, messages are collected.
   *
   * @param sets folders of ours, or files of core's
   */
  async load(sets: string[], nodes: FlowNode[], credentials: Record<string, object> = {}): Promise<void> {
    const ends = endsOf(nodes)
    const flow = [
      tab,
      ...[...nodes, ...ends].map((node) => ("wires" in node ? { ...node, z: tab.id } : node)),
    ]
    const functions = sets.map((set) => (set.endsWith(".js") ? cores(this.#runtime, set) : ours(set)))
    let httpNode: RequestListener | undefined
    const capture: NodeSet = (RED) => {
      RED._ = translator(sets)
      httpNode = RED.httpNode
    }
    await helper.load([capture, ...functions], flow, credentials)
    for (const { id } of ends)
      helper.getNode(id).on("input", (message: Message) => this.#collect(id, message))
    if (httpNode) await this.#listen(httpNode)
  }

  /** What settings.js would say, for the flows loaded from here on. */
  settings(settings: Record<string, unknown>): void {
    helper.settings(settings)
  }

  async unload(): Promise<void> {
    this.#server?.closeAllConnections()
    this.#server?.close()
    this.#server = undefined
    this.#received.clear()
    await helper.unload()
  }

  /** Gives a node a message, as a wire would. */
  give(id: string, message: Message): void {
    helper.getNode(id).receive(message)
  }

  /** The next message at an end of the flow. */
  async take(id: string): Promise<Message> {
    const limit = AbortSignal.timeout(1500)
    for (;;) {
      const message = this.#received.get(id)?.shift()
      if (message) return message
      await once(this.#changes, "message", { signal: limit }).catch(() => {
        throw new Error(`no message at ${id}; the log: ${JSON.stringify(this.log())}`)
      })
    }
  }

  /** What has arrived at an end of the flow and was not taken. */
  waiting(id: string): Message[] {
    return this.#received.get(id) ?? []
  }

  post(path: string, request: Request): Promise<Answer> {
    assert.ok(this.#server, "no flow is loaded")
    const { port } = this.#server.address() as AddressInfo
    return send(`http://127.0.0.1:${port}${path}`, request)
  }

  /** Warnings and errors of nodes. */
  log(): string[] {
    const log = helper.log()
    const entries = log.args
      .flat()
      .filter(({ level, id }) => id && (level === log.ERROR || level === log.WARN))
    return entries.map(({ msg }) => String(msg))
  }

  #collect(id: string, message: Message): void {
    this.#received.set(id, [...this.waiting(id), message])
    this.#changes.emit("message")
  }

  async #listen(httpNode: RequestListener): Promise<void> {
    this.#server = createServer(httpNode).listen(0, "127.0.0.1")
    await once(this.#server, "listening")
  }
}

/** Collecting nodes for the ids that wires lead to and no node has. */
function endsOf(nodes: FlowNode[]): FlowNode[] {
  const known = new Set(nodes.map(({ id }) => id))
  const wired = nodes.flatMap(({ wires }) => (Array.isArray(wires) ? wires.flat() : []))
  return [...new Set(wired)]
    .filter((id) => !known.has(id))
    .map((id) => ({ id: String(id), type: "helper", wires: [] }))
}

/** The helper's RED._ gives keys; users see texts. */
function translator(sets: string[]): RuntimeApi["_"] {
  const catalogues = sets.filter((set) => !set.endsWith(".js")).map(catalogueOf)
  return (key, parameters = {}) => {
    const text =
      catalogues.map((catalogue) => textAt(catalogue, key)).find((found) => found !== undefined) ?? key
    return text.replaceAll(/__(\w+)__/g, (placeholder, name) => parameters[name] ?? placeholder)
  }
}

function catalogueOf(folder: string): unknown {
  return JSON.parse(readFileSync(join(root, "dist", folder, "locales", "en-US", `${folder}.json`), "utf8"))
}

function textAt(catalogue: unknown, key: string): string | undefined {
  const names = key.replace(/^[^:]*:/, "").split(".")
  const found = names.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), catalogue)
  return typeof found === "string" ? found : undefined
}

/** Describes what nodes do in the runtime of every version. */
export function describeInNodeRed(title: string, tests: (runtime: Runtime) => void): void {
  for (const [version, path] of Object.entries(versions)) {
    describe(`${title}, ${version}`, () => {
      const runtime = new Runtime(path)
      before(async () => {
        helper.init(path)
        await helper.startServer()
      })
      afterEach(() => runtime.unload())
      after(() => helper.stopServer())
      tests(runtime)
    })
  }
}
