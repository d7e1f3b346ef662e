// A stand-in for a hosted service: it keeps what it was sent, and answers as that service's documentation says.
import { once } from "node:events"
import { createServer, type IncomingHttpHeaders, type Server } from "node:http"
import { text } from "node:stream/consumers"
import { freePorts } from "../start/free-ports.mts"

export interface ServiceRequest {
  method: string
  /** Path and query, as sent. */
  url: string
  headers: IncomingHttpHeaders
  body: string
}

export interface ServiceAnswer {
  status: number
  headers?: Record<string, string>
  body?: unknown
}

interface Refusal {
  text: string
  answer: ServiceAnswer
}

export class HttpService {
  /** Scheme, host and port. */
  readonly origin: string
  /** All requests, the first first. */
  readonly requests: ServiceRequest[] = []
  readonly #refusals: Refusal[] = []
  readonly #server: Server

  private constructor(server: Server, port: number) {
    this.#server = server
    this.origin = `http://127.0.0.1:${port}`
  }

  /**
   * @param answer what it usually answers; a request that is not as documented must get an error here
   * @param port by default one that is free, and stays so while the service is stopped
   */
  static async start(
    answer: (request: ServiceRequest) => ServiceAnswer,
    port?: number,
  ): Promise<HttpService> {
    const server = createServer(async (incoming, outgoing) => {
      const { method = "", url = "", headers } = incoming
      const request = { method, url, headers, body: await text(incoming) }
      service.requests.push(request)
      const { status, headers: fields = {}, body = "" } = service.#refusalOf(request) ?? answer(request)
      const type = typeof body === "string" ? "text/plain" : "application/json"
      outgoing.writeHead(status, { "content-type": type, ...fields })
      outgoing.end(typeof body === "string" ? body : JSON.stringify(body))
    })
    server.listen(port ?? (await freePorts(1))[0], "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    if (address === null || typeof address === "string") throw new Error("no port")
    const service = new HttpService(server, address.port)
    return service
  }

  /** Gives this answer to the first request that has this text in its body. */
  refuseOnce(text: string, answer: ServiceAnswer): void {
    this.#refusals.push({ text, answer })
  }

  requestsWith(text: string): ServiceRequest[] {
    return this.requests.filter(({ body }) => body.includes(text))
  }

  #refusalOf({ body }: ServiceRequest): ServiceAnswer | undefined {
    const index = this.#refusals.findIndex(({ text }) => body.includes(text))
    return index === -1 ? undefined : this.#refusals.splice(index, 1)[0]?.answer
  }

  async stop(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, "close")
  }
}
