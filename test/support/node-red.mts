// A real Node-RED process with the packed package in it, for what only a real one shows: the order of its HTTP
// layers, its deploys, its log and what is left after a crash.
import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { EventEmitter, on, once } from "node:events"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { installPacked, root, scratchFolder } from "./packed.mts"

export type Version = "4" | "5"
export const versions: readonly Version[] = ["5", "4"]

const packages: Record<Version, string> = {
  "4": join(root, "node_modules/node-red-4"),
  "5": join(root, "node_modules/node-red"),
}

/** Where an application that embeds Node-RED mounts it. */
const mount = "/automation"

export type FlowNode = { id: string; type: string; [property: string]: unknown }

/** A message that a `collect` node of a flow was given. */
export interface Collected {
  label: string
  message: Record<string, unknown>
  /** The whole message as JSON, to look for what must not be in it. */
  json: string
}

/** What the runtime tells editors. */
interface Published {
  topic: string
  data?: { fill?: string; text?: string }
}

export interface NodeRedOptions {
  version: Version
  /** Added to settings.js; functions are written there as source text. */
  settings?: Record<string, unknown>
  flows?: FlowNode[]
  /** Per node id, as in a flows_cred.json that is not encrypted. */
  credentials?: Record<string, Record<string, string>>
  userDirectory?: string
  /** The program that runs it; by default the Node that runs the tests. */
  node?: string
  /** Added to the environment. */
  environment?: Record<string, string>
  /** Runs inside another Express application instead of by itself. */
  embedded?: boolean
  /** How the package gets into the user directory; by default unpacked from what npm packs. */
  install?: (userDirectory: string) => void
  /** Milliseconds within which it must have started, deployed or collected what is waited for. */
  patience?: number
}

const usualPatience = 20_000

/** Node-RED itself gives a node 15 s to close. */
const stopLimit = 20_000

const flowsStarted = /\[info\] Started (?:flows|modified nodes|modified flows)/g
const listening = /Server now running at (http:\/\/[^/\s]+)/

/** However the tests end, no process stays behind. */
const running = new Set<ChildProcess>()
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL")
})

export class NodeRed {
  readonly userDirectory: string
  /** All it has printed, over restarts too. */
  log = ""
  /** Scheme, host and port, without a path. */
  origin = ""

  readonly #options: NodeRedOptions
  readonly #collected: Collected[] = []
  readonly #changes = new EventEmitter()
  #process: ChildProcess | undefined
  #logStart = 0

  private constructor(options: NodeRedOptions) {
    this.#options = options
    this.userDirectory = options.userDirectory ?? scratchFolder("node-red")
  }

  /** Starts a process; resolves when it listens and its flows run. */
  static async start(options: NodeRedOptions): Promise<NodeRed> {
    const nodeRed = new NodeRed(options)
    nodeRed.#install()
    await nodeRed.#launch()
    return nodeRed
  }

  /** Of the process, while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** The address of a path below httpNodeRoot. */
  url(path: string): string {
    return this.#base() + rootOf(this.#options.settings?.httpNodeRoot) + path
  }

  adminUrl(path: string): string {
    return this.#base() + rootOf(this.#options.settings?.httpAdminRoot) + path
  }

  #base(): string {
    return this.#options.embedded ? this.origin + mount : this.origin
  }

  /** The next message collected under this label, of those not yet taken; waits for one if need be. */
  async take(label: string, isWanted: (message: Collected) => boolean = () => true): Promise<Collected> {
    const find = () => this.#collected.findIndex((item) => item.label === label && isWanted(item))
    await this.#until(() => find() !== -1, `no message for ${label}`)
    const [taken] = this.#collected.splice(find(), 1)
    if (!taken) throw new Error("the message found is gone")
    return taken
  }

  /** The next messages that are wanted, as many as these, of whatever label. */
  async takeMany(count: number, isWanted: (message: Collected) => boolean): Promise<Collected[]> {
    const found = () => this.#collected.filter(isWanted)
    await this.#until(() => found().length >= count, `fewer than ${count} messages`)
    const taken = new Set(found().slice(0, count))
    const kept = this.#collected.filter((item) => !taken.has(item))
    this.#collected.splice(0, this.#collected.length, ...kept)
    return [...taken]
  }

  /** Takes all that is left, for a test that expects nothing: in short, as whole messages can be too long to compare. */
  takeAll(): string[] {
    return this.#collected.splice(0).map(({ label, json }) => `${label}: ${json.slice(0, 200)}`)
  }

  /**
   * Resolves when the editor shows this node's status in this colour. By the editor's own channel, as core's Status
   * node does not hear of what a node shows while flows start.
   */
  async shows(id: string, fill: string): Promise<void> {
    const editor = new WebSocket(this.adminUrl("/comms").replace("http", "ws"))
    const limit = AbortSignal.timeout(usualPatience)
    try {
      await once(editor, "open", { signal: limit })
      editor.send(JSON.stringify({ subscribe: `status/${id}` }))
      for await (const [{ data }] of on(editor, "message", { signal: limit })) {
        const published: Published[] = JSON.parse(data)
        if (published.some(({ topic, data: status }) => topic === `status/${id}` && status?.fill === fill))
          return
      }
    } finally {
      editor.close()
    }
  }

  /** Deploys through the admin API as the editor does; resolves when the flows run. */
  async deploy(flows: FlowNode[], type: "full" | "flows" | "nodes" = "full"): Promise<void> {
    await this.startsFlows(async () => {
      const response = await fetch(this.adminUrl("/flows"), {
        method: "POST",
        headers: { "content-type": "application/json", "node-red-deployment-type": type },
        body: JSON.stringify(flows),
      })
      if (!response.ok) throw new Error(`deploy: ${response.status} ${await response.text()}`)
    })
  }

  /** Resolves when the flows run that something deploys: it is told of its success before they do. */
  async startsFlows(deploy: () => Promise<void>): Promise<void> {
    const started = this.#startedFlows()
    await deploy()
    await this.#until(() => this.#startedFlows() > started, "the flows did not start")
  }

  /** Ends the process; with SIGKILL as a crash would. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (!child || hasEnded(child)) return
    const exit = once(child, "exit")
    child.kill(signal)
    const force = setTimeout(() => child.kill("SIGKILL"), stopLimit)
    await exit
    clearTimeout(force)
    assert.equal(child.signalCode === "SIGKILL", signal === "SIGKILL", "Node-RED does not stop by itself")
  }

  async stop(): Promise<void> {
    await this.kill("SIGTERM")
  }

  /** Starts it again on the same user directory, with the flows last deployed. */
  async restart(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    await this.kill(signal)
    await this.#launch()
  }

  #startedFlows(): number {
    return this.log.slice(this.#logStart).match(flowsStarted)?.length ?? 0
  }

  #install(): void {
    const { flows = [], credentials = {}, settings = {}, install = installPacked } = this.#options
    mkdirSync(this.userDirectory, { recursive: true })
    const write = (name: string, content: string) => writeFileSync(join(this.userDirectory, name), content)
    write("package.json", JSON.stringify({ name: "node-red-project", version: "0.0.1", private: true }))
    write("flows.json", JSON.stringify(flows))
    write("flows_cred.json", JSON.stringify(credentials))
    write("settings.js", settingsSource(settings))
    install(this.userDirectory)
  }

  async #launch(): Promise<void> {
    this.#logStart = this.log.length
    const { node = process.execPath, environment } = this.#options
    const child = spawn(node, this.#program(), {
      cwd: this.userDirectory,
      env: { ...process.env, LANG: "en-US", LC_ALL: "en_US.UTF-8", NODE_ENV: "production", ...environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    })
    this.#process = child
    running.add(child)
    this.#watch(child)
    await this.#until(
      () => listening.test(this.#sinceLaunch()) && this.#startedFlows() > 0,
      "Node-RED did not start",
    )
    this.origin = listening.exec(this.#sinceLaunch())?.[1] ?? ""
  }

  #program(): string[] {
    const folder = packages[this.#options.version]
    if (this.#options.embedded) return [join(import.meta.dirname, "embedded.mts"), folder, this.userDirectory]
    return [join(folder, "red.js"), "--port", "0", "--userDir", this.userDirectory]
  }

  #logEnd(): string {
    const lines = this.#sinceLaunch()
      .split("\n")
      .filter((line) => !/\[(trace|debug)\]/.test(line))
    return lines.slice(-15).join("\n")
  }

  #sinceLaunch(): string {
    return this.log.slice(this.#logStart)
  }

  #watch(child: ChildProcess): void {
    const append = (chunk: string) => {
      this.log += chunk
      this.#changes.emit("change")
    }
    child.stdout?.setEncoding("utf8").on("data", append)
    child.stderr?.setEncoding("utf8").on("data", append)
    child.on("message", ({ label, json }: { label: string; json: string }) => {
      this.#collected.push({ label, json, message: JSON.parse(json, reviveBuffer) })
      this.#changes.emit("change")
    })
    child.on("exit", () => {
      running.delete(child)
      this.#changes.emit("change")
    })
  }

  async #until(isTrue: () => boolean, otherwise: string): Promise<void> {
    const limit = AbortSignal.timeout(this.#options.patience ?? usualPatience)
    while (!isTrue()) {
      if (!this.#process || hasEnded(this.#process))
        throw new Error(`${otherwise}; Node-RED has ended:\n${this.log}`)
      await once(this.#changes, "change", { signal: limit }).catch(() => {
        throw new Error(`${otherwise}; the log's end:\n${this.#logEnd()}`)
      })
    }
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

function rootOf(setting: unknown): string {
  return typeof setting === "string" ? setting.replace(/\/$/, "") : ""
}

/** JSON.stringify writes a Buffer as `{type, data}`; this makes it one again. */
function reviveBuffer(_key: string, value: unknown): unknown {
  const isBuffer = typeof value === "object" && value !== null && "type" in value && value.type === "Buffer"
  return isBuffer && "data" in value && Array.isArray(value.data) ? Buffer.from(value.data) : value
}

function settingsSource(own: Record<string, unknown>): string {
  const settings = {
    uiHost: "127.0.0.1",
    credentialSecret: false,
    flowFile: "flows.json",
    logging: { console: { level: "trace", metrics: false, audit: true } },
    editorTheme: { tours: false, palette: { catalogues: [] } },
    telemetry: { enabled: false, updateNotification: false },
    functionGlobalContext: {
      // Over the process's IPC channel: nothing is written to disk or sent by HTTP, and Buffers stay what they are.
      collect: (label: string, message: unknown) => process.send?.({ label, json: JSON.stringify(message) }),
    },
    ...own,
  }
  return `module.exports = ${source(settings)}\n`
}

/** A value as JavaScript source text: JSON, and functions as they are written. */
function source(value: unknown): string {
  if (typeof value === "function") return value.toString()
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${source(item)}`)
  return `{ ${entries.join(", ")} }`
}
