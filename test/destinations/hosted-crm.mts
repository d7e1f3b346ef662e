// A hosted CRM's place taken by a local server: it holds every request against what the vendor documents, keeps the
// contacts, and answers as documented, or as a test wants.
import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { text } from "node:stream/consumers"

export interface CrmRequest {
  method: string
  /** As sent: still encoded. */
  path: string
  query: Record<string, string>
  headers: Record<string, string | string[] | undefined>
  body: unknown
  /** Milliseconds since 1970. */
  at: number
}

export interface CrmAnswer {
  status: number
  headers?: Record<string, string>
  body?: unknown
}

/** One call of the vendor's API that the flow makes. */
export interface Call {
  /** Of requests, which are this call. */
  is(request: CrmRequest): boolean
  /** Throws where the request is not as documented. */
  check(request: CrmRequest): void
  /** Contacts are by e-mail address. */
  answer(request: CrmRequest, contacts: Map<string, unknown>): CrmAnswer
  /** Calls that write, and are answered otherwise where a test wants it. */
  isWrite?: boolean
}

export class HostedCrm {
  readonly contacts = new Map<string, unknown>()
  /** Those that write. */
  readonly writes: CrmRequest[] = []
  /** In what requests were not as documented. */
  readonly problems: unknown[] = []
  readonly #calls: readonly Call[]
  readonly #instead: CrmAnswer[] = []
  readonly #server: Server

  constructor(calls: readonly Call[]) {
    this.#calls = calls
    this.#server = createServer((request, response) => this.#serve(request, response))
  }

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1")
    await once(this.#server, "listening")
  }

  get origin(): string {
    const address = this.#server.address()
    if (typeof address !== "object" || address === null) throw new Error("not listening")
    return `http://127.0.0.1:${address.port}`
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  /** Gives these answers to the next requests that write, and does not write. */
  answerInstead(...answers: CrmAnswer[]): void {
    this.#instead.push(...answers)
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(message)
    const { status, headers, body } = this.#answer(request)
    response.writeHead(status, { "content-type": "application/json", ...headers })
    response.end(body === undefined ? "" : JSON.stringify(body))
  }

  #answer(request: CrmRequest): CrmAnswer {
    const call = this.#calls.find((candidate) => candidate.is(request))
    try {
      if (!call) throw new Error(`no such call: ${request.method} ${request.path}`)
      call.check(request)
    } catch (error) {
      this.problems.push(error)
      return { status: 400, body: { error: String(error) } }
    }
    if (call.isWrite) this.writes.push(request)
    return (call.isWrite && this.#instead.shift()) || call.answer(request, this.contacts)
  }
}

async function read(message: IncomingMessage): Promise<CrmRequest> {
  const body = await text(message)
  const { pathname, searchParams } = new URL(message.url ?? "/", "http://crm")
  const isJson = /json/.test(message.headers["content-type"] ?? "")
  return {
    method: message.method ?? "",
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: message.headers,
    body: isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body)),
    at: Date.now(),
  }
}
