// A hosted CRM's place taken by a local server: it holds every request against what the vendor documents, keeps the
// contacts, and answers as documented, or as a test wants.
import type { IncomingHttpHeaders } from "node:http"
import { HttpService, type ServiceAnswer, type ServiceRequest } from "../support/http-service.mts"

export interface CrmRequest {
  method: string
  /** As sent: still encoded. */
  path: string
  query: Record<string, string>
  headers: IncomingHttpHeaders
  body: unknown
  /** Milliseconds since 1970. */
  at: number
}

/** One call of the vendor's API that the flow makes. */
export interface Call {
  /** Of requests, which are this call. */
  is(request: CrmRequest): boolean
  /** Throws where the request is not as documented. */
  check(request: CrmRequest): void
  /** Contacts are by e-mail address. */
  answer(request: CrmRequest, contacts: Map<string, unknown>): ServiceAnswer
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
  readonly #instead: ServiceAnswer[] = []
  #service: HttpService | undefined

  private constructor(calls: readonly Call[]) {
    this.#calls = calls
  }

  static async start(calls: readonly Call[]): Promise<HostedCrm> {
    const crm = new HostedCrm(calls)
    crm.#service = await HttpService.start((request) => crm.#answer(read(request)))
    return crm
  }

  get origin(): string {
    return this.#service?.origin ?? ""
  }

  async stop(): Promise<void> {
    await this.#service?.stop()
  }

  /** Gives these answers to the next requests that write, and does not write. */
  answerInstead(...answers: ServiceAnswer[]): void {
    this.#instead.push(...answers)
  }

  #answer(request: CrmRequest): ServiceAnswer {
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

function read({ method, url, headers, body }: ServiceRequest): CrmRequest {
  const { pathname, searchParams } = new URL(url, "http://crm")
  const isJson = /json/.test(headers["content-type"] ?? "")
  return {
    method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers,
    body: isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body)),
    at: Date.now(),
  }
}
