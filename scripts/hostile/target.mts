// The Node-RED under attack: a node of every vendor, with a flow behind that keeps and compares what comes through.
import { join } from "node:path"
import { collect, flow } from "../../test/support/flow.mts"
import { type FlowNode, NodeRed } from "../../test/support/node-red.mts"
import { purple, type Sender, senders } from "../../test/support/senders.mts"

/** Since the last look: the event loop's longest pause in milliseconds. Memory in bytes. */
export interface Pulse {
  pause: number
  heapUsed: number
  external: number
  rss: number
  /** Promises rejected without anybody caring, since the start. */
  unhandled: number
}

export interface Limits {
  /** Seconds that a body may take; Node-RED's default unless it is said. */
  bodySeconds?: number
}

export class Target {
  readonly nodeRed: NodeRed
  readonly #probe: string
  readonly #editor: WebSocket
  /** All that editors were told: every status of every node. */
  told = ""

  private constructor(nodeRed: NodeRed, probe: string) {
    this.nodeRed = nodeRed
    this.#probe = probe
    this.#editor = new WebSocket(nodeRed.adminUrl("/comms").replace("http", "ws"))
    this.#editor.addEventListener("open", () => this.#editor.send(JSON.stringify({ subscribe: "status/#" })))
    this.#editor.addEventListener("message", ({ data }) => {
      this.told += data
    })
  }

  static async start(limits: Limits = {}): Promise<Target> {
    const nodeRed = await NodeRed.start({
      version: "5",
      settings: { guestWebhooks: { limits }, logging: { console: { level: "info" } } },
      environment: { NODE_OPTIONS: `--require ${join(import.meta.dirname, "probe.cjs")}` },
      patience: 60_000,
    })
    await nodeRed.deploy(flow(...senders.flatMap(receiver), ...plain(), ...large()))
    const { message } = await nodeRed.take("probe")
    return new Target(nodeRed, `http://127.0.0.1:${message.port}`)
  }

  async stop(): Promise<void> {
    this.#editor.close()
    await this.nodeRed.stop()
  }

  pulse(): Promise<Pulse> {
    return this.#ask("/pulse")
  }

  /** After a garbage collection. */
  memory(): Promise<Pulse> {
    return this.#ask("/memory")
  }

  async #ask(path: string): Promise<Pulse> {
    const response = await fetch(this.#probe + path)
    return (await response.json()) as Pulse
  }
}

export function pathOf({ source }: Sender): string {
  return `/${source}`
}

/** Where the good sender posts to. */
export const goodPath = "/good"

/** Takes bodies of 16 MB, as an operator may allow. */
export const largePath = "/large"

function receiver(sender: Sender): FlowNode[] {
  const { source, type, node } = sender
  const once = { key: "event", window: "rolling", amount: 1, unit: "d", clock: "arrival", commit: "pass" }
  return [
    { id: source, type, path: pathOf(sender), ...node, wires: [[`${source}-once`]] },
    { id: `${source}-once`, type: "dedupe", ...once, wires: [[`${source}-check`], []] },
    { id: `${source}-check`, type: "verify signature", preset: "github", credentials, wires: [[], []] },
  ]
}

const credentials = { secret: "of nobody" }

function plain(): FlowNode[] {
  return [{ id: "good", type: purple.type, path: goodPath, wires: [["good-events"]] }, collect("good-events")]
}

function large(): FlowNode[] {
  return [{ id: "large", type: purple.type, path: largePath, maxBody: 16_777_216, wires: [[]] }]
}
