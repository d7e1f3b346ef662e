// One Node-RED process with a node of every vendor, set up in one of the layouts that change how a request gets there.
import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { objectOf } from "../../support/event.mts"
import { catchErrors, collect, flow } from "../../support/flow.mts"
import { type Answer, pour, type Request, send } from "../../support/http.mts"
import { type Collected, type FlowNode, NodeRed, type Version } from "../../support/node-red.mts"
import { type Sender, senders } from "../../support/senders.mts"

export interface Layout {
  name: string
  settings: Record<string, unknown>
  /** What every request needs to get past httpNodeAuth. */
  headers: Record<string, string>
  embedded?: boolean
}

const password = "password-of-http-node-auth"
export const authorization = `Basic ${Buffer.from(`hook:${password}`).toString("base64")}`

export const layouts: readonly Layout[] = [
  { name: "the default roots", settings: {}, headers: {} },
  {
    name: "the editor below /admin and the nodes below /hooks",
    settings: { httpAdminRoot: "/admin", httpNodeRoot: "/hooks" },
    headers: {},
  },
  {
    name: "httpNodeAuth and httpNodeMiddleware",
    settings: {
      httpNodeAuth: { user: "hook", pass: createHash("md5").update(password).digest("hex") },
      httpNodeMiddleware: (
        request: { headers: Record<string, string> },
        response: { sendStatus(status: number): void },
        next: () => void,
      ) => (request.headers["x-blocked"] ? response.sendStatus(418) : next()),
    },
    headers: { authorization },
  },
  {
    name: "another application that embeds it and parses bodies",
    settings: { httpAdminRoot: "/admin", httpNodeRoot: "/hooks" },
    headers: {},
    embedded: true,
  },
]

export const maxBody = 65_536

export function pathOf({ source }: Sender): string {
  return `/webhooks/${source}/Vz3kQ9xT1mBw7LpA`
}

function receiver(sender: Sender): FlowNode[] {
  const { source, type, node } = sender
  const own = { id: source, type, name: "", path: pathOf(sender), store: "", maxBody, ...node }
  return [
    { ...own, wires: [[`${source}-events`]] },
    collect(`${source}-events`),
    ...catchErrors(`${source}-errors`, [source]),
  ]
}

/** Nodes without credentials, and without a Catch node: their errors go to the log. */
function open(id: string, type: string, properties: Record<string, unknown> = {}): FlowNode[] {
  const own = { id, type, name: "", path: `/open/${id}`, store: "", maxBody, ...properties }
  return [{ ...own, wires: [[`${id}-events`]] }, collect(`${id}-events`)]
}

export class Bench {
  readonly #version: Version
  readonly layout: Layout
  #nodeRed: NodeRed | undefined
  /** Every message emitted so far, as JSON. */
  readonly emitted: string[] = []

  constructor(version: Version, layout: Layout) {
    this.#version = version
    this.layout = layout
  }

  get nodeRed(): NodeRed {
    assert.ok(this.#nodeRed, "Node-RED runs")
    return this.#nodeRed
  }

  async start(): Promise<void> {
    const { settings, embedded = false } = this.layout
    this.#nodeRed = await NodeRed.start({ version: this.#version, settings, embedded })
    await this.#nodeRed.deploy(
      flow(
        ...senders.flatMap(receiver),
        ...open("beam-any", "beam in", { webhooks: [] }),
        ...open("beam-one", "beam in", {
          webhooks: [{ id: "one", event: "subscriber.create", location: "7" }],
        }),
        ...open("qr-any", "qr webhook in"),
        ...open("cloud4wi-any", "cloud4wi in", { header: "x-webhook-secret" }),
      ),
    )
  }

  async stop(): Promise<void> {
    await this.#nodeRed?.stop()
  }

  post(sender: Sender, request: Request): Promise<Answer> {
    return this.postTo(pathOf(sender), request)
  }

  postTo(path: string, request: Request): Promise<Answer> {
    return send(this.nodeRed.url(path), {
      ...request,
      headers: { ...this.layout.headers, ...request.headers },
    })
  }

  /** How much of a body of this length goes out before the connection ends. */
  pour(sender: Sender, headers: Record<string, string>, length: number): Promise<number> {
    return pour(this.nodeRed.url(pathOf(sender)), { ...this.layout.headers, ...headers }, length)
  }

  /** The message that this node emitted for the event with this id. */
  async event(node: string, answer: Answer): Promise<Collected> {
    const { id } = objectOf(answer.json)
    assert.equal(answer.status, 200, answer.text)
    const collected = await this.nodeRed.take(
      `${node}-events`,
      ({ message }) => objectOf(message.payload).id === id,
    )
    this.emitted.push(collected.json)
    return collected
  }

  /** Whatever comes before it has been emitted when this event has: what no test took was emitted wrongly. */
  async nothingElseEmitted(sender: Sender): Promise<void> {
    await this.event(sender.source, await this.post(sender, sender.fresh()))
    assert.deepEqual(this.nodeRed.takeAll(), [])
  }
}

/** An error answer says its code, and nothing else. */
export function assertError(answer: Answer, status: number, ...codes: string[]): void {
  assert.equal(answer.status, status, answer.text)
  const { error, ...rest } = objectOf(answer.json)
  assert.ok(codes.includes(String(error)), `${answer.text} is none of ${codes}`)
  assert.deepEqual(rest, {})
}
