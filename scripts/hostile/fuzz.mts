// Hostile requests through the whole of it, as fast as they are answered: socket, front layer, check, store, flow.
import type { Socket } from "node:net"
import fc from "fast-check"
import { type HostileRequest, hostileRequests } from "./requests.mts"
import { pathOf, type Target } from "./target.mts"
import { AnswerReader, open, type WireAnswer, wireRequest } from "./wire.mts"

const CONNECTIONS = 32

/** How many requests are made up at a time. */
const BATCH = 200

/** Requests after which it is told how many there were. */
const PROGRESS = 50_000

/** Milliseconds after which an answer is not waited for. */
const PATIENCE = 20_000

/** All that an answer may say. */
const DISCREET = /^(\{("id":"[0-9a-f]{32}"(,"duplicate":true)?|"error":"[a-z-]+")?\})?$/

export interface FuzzResult {
  seed: number
  /** How often each vendor's node answered what; 0 is no answer. */
  answers: Record<string, Record<number, number>>
  /** What must not be: an answer that is missing, unknown, or says too much, with what it was to. */
  wrong: string[]
}

/** A source of requests that gives the same again for the same seed. */
function* requestsFrom(seed: number, count: number, tell: (text: string) => void): Generator<HostileRequest> {
  for (let made = 0; made < count; ) {
    for (const request of fc.sample(hostileRequests, {
      numRuns: Math.min(BATCH, count - made),
      seed: seed + made,
    })) {
      made += 1
      if (made % PROGRESS === 0) tell(`${made} of ${count} requests`)
      yield request
    }
  }
}

export async function fuzz(
  { nodeRed }: Target,
  count: number,
  seed: number,
  tell: (text: string) => void,
): Promise<FuzzResult> {
  const source = requestsFrom(seed, count, tell)
  const result: FuzzResult = { seed, answers: {}, wrong: [] }
  const work = async () => {
    const connection = new Connection(nodeRed.origin)
    // One source for all connections: each takes the next.
    for (let next = source.next(); !next.done; next = source.next()) {
      note(result, next.value, await connection.ask(next.value))
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  return result
}

function note({ answers, wrong }: FuzzResult, request: HostileRequest, answer: WireAnswer | undefined): void {
  const { source } = request.sender
  const status = answer?.status ?? 0
  const ofVendor = answers[source] ?? {}
  ofVendor[status] = (ofVendor[status] ?? 0) + 1
  answers[source] = ofVendor
  const isDue = status >= 200 && (status < 500 || status === 503)
  if (!isDue || !DISCREET.test(answer?.body ?? "")) {
    wrong.push(JSON.stringify({ ...request, sender: source, body: request.body.toString("base64"), answer }))
  }
}

/** One connection at a time, kept as long as the server keeps it. */
class Connection {
  readonly #origin: string
  #socket: Socket | undefined
  #reader = new AnswerReader()

  constructor(origin: string) {
    this.#origin = origin
  }

  async ask(request: HostileRequest): Promise<WireAnswer | undefined> {
    const { sender, method, query, headers, body } = request
    const target = pathOf(sender) + (query ? `?${query}` : "")
    const framing: [string, string][] = [
      ["host", "target"],
      ["content-length", String(body.length)],
    ]
    const isFresh = this.#socket === undefined
    const bytes = wireRequest(method, target, [...framing, ...headers], body)
    const answer = await this.#exchange(bytes, method === "HEAD")
    // The server may have closed a kept connection while this was on its way.
    return answer ?? (isFresh ? undefined : this.#exchange(bytes, method === "HEAD"))
  }

  #exchange(bytes: Buffer, isHead: boolean): Promise<WireAnswer | undefined> {
    this.#socket ??= this.#open()
    const socket = this.#socket
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(undefined), PATIENCE)
      const end = (answer: WireAnswer | undefined) => {
        clearTimeout(timer)
        socket.off("data", onData).off("close", onClose)
        if (!answer) this.close()
        resolve(answer)
      }
      const onData = (chunk: Buffer) => {
        this.#reader.push(chunk)
        const answer = this.#reader.next(isHead)
        if (answer) end(answer)
      }
      const onClose = () => end(undefined)
      socket.on("data", onData).on("close", onClose)
      socket.write(bytes)
    })
  }

  #open(): Socket {
    const socket = open(this.#origin)
    return socket.once("close", () => {
      if (this.#socket === socket) this.close()
    })
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
    this.#reader = new AnswerReader()
  }
}
