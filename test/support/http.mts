// An HTTP client for what fetch will not do: bodies sent in pieces, lengths that lie, answers before the end.
import {
  type ClientRequest,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http"
import { request as httpsRequest } from "node:https"
import { connect } from "node:net"
import { text } from "node:stream/consumers"
import { setTimeout as pause } from "node:timers/promises"

export interface Request {
  method?: string
  /** Where it comes from, and what it trusts. */
  connection?: { localAddress?: string; ca?: string; servername?: string } | undefined
  headers?: Record<string, string | number> | undefined
  body?: Buffer | string | undefined
  query?: Record<string, string> | undefined
  /** Without Content-Length, in pieces of this many bytes. */
  chunk?: number
  /** Sends the headers and waits for the answer before the body is finished. */
  unfinished?: boolean
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The body as JSON, or undefined where it is none. */
  json: unknown
}

export function send(
  url: string,
  { method = "POST", query, connection, ...options }: Request = {},
): Promise<Answer> {
  const address = new URL(url)
  for (const [name, value] of Object.entries(query ?? {})) address.searchParams.append(name, value)
  const start = address.protocol === "https:" ? httpsRequest : httpRequest
  const request = start(address, { method, agent: false, headers: headersOf(method, options), ...connection })
  write(request, options)
  return answerTo(request)
}

/** Sends again while the answer is 503, as vendors do; gives the last answer, at the latest after `limit` milliseconds. */
export async function sendUntilKept(url: string, request: Request, limit = 15_000): Promise<Answer> {
  const deadline = Date.now() + limit
  for (;;) {
    const answer = await send(url, request)
    if (answer.status !== 503 || Date.now() > deadline) return answer
    await pause(100)
  }
}

/** Keeps sending, with several senders, while some work goes on; resolves to what came of each time. */
export async function sendWhile<Result>(
  sendOne: () => Promise<Result>,
  work: () => Promise<unknown>,
): Promise<Result[]> {
  const results: Result[] = []
  let isWorking = true
  const keepSending = async () => {
    for (; isWorking; await pause(5)) results.push(await sendOne())
  }
  const senders = Array.from({ length: 4 }, keepSending)
  try {
    await work()
  } finally {
    isWorking = false
  }
  await Promise.all(senders)
  return results
}

function answerTo(request: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.once("response", (response) => {
      // A server that has answered may close while the rest is still being sent.
      request.removeListener("error", reject).on("error", () => {})
      read(response)
        .then(resolve, reject)
        .finally(() => request.destroy())
    })
    request.once("error", reject)
  })
}

async function read(response: IncomingMessage): Promise<Answer> {
  const body = await text(response)
  return { status: response.statusCode ?? 0, headers: response.headers, text: body, json: parsed(body) }
}

/**
 * Sends a body of this many bytes, whatever the answer, until the server closes the connection; resolves with how
 * many went out. A bare socket, as Node's own client stops by itself once it has been answered.
 */
export function pour(url: string, headers: Record<string, string>, length: number): Promise<number> {
  const { hostname, port, pathname } = new URL(url)
  const lines = Object.entries({ host: hostname, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const bytes = Buffer.alloc(0x10000, "x")
  // Without a declared length, as one chunk of a chunked body.
  const piece = "content-length" in headers ? bytes : Buffer.from(`10000\r\n${bytes}\r\n`)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let sent = 0
    const more = () => {
      while (sent < length) {
        sent += bytes.length
        if (!socket.write(piece)) return
      }
      socket.end()
    }
    socket
      .on("drain", more)
      .on("error", () => {})
      .resume()
    socket.once("close", () => resolve(sent))
    socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join("")}\r\n`, more)
  })
}

function headersOf(method: string, { headers = {}, body, chunk }: Request): Record<string, string | number> {
  if (body === undefined || chunk !== undefined || method === "GET" || method === "HEAD") return headers
  return { "content-length": Buffer.byteLength(body), ...headers }
}

function write(request: ClientRequest, { body = "", chunk, unfinished = false }: Request): void {
  const bytes = Buffer.from(body)
  for (let start = 0; start < bytes.length; start += chunk ?? bytes.length) {
    request.write(bytes.subarray(start, start + (chunk ?? bytes.length)))
  }
  if (unfinished) request.flushHeaders()
  else request.end()
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
