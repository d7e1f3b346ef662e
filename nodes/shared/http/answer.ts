import type { ServerResponse } from "node:http"
import type { WebhookError } from "../core/errors"
import type { Outcome } from "./receive"

export type Answer = { status: number; headers: Record<string, string>; body: string }

/** Seconds after which a sender may try again when an event cannot be kept. */
const RETRY_AFTER = 10

/** How long, and how much, an unread body is let run out so that its sender gets to read the answer. */
const DRAIN = { milliseconds: 1000, bytes: 1_048_576 }

export function answerTo(outcome: Outcome, vendorHeaders: Readonly<Record<string, string>>): Answer {
  if (outcome.kind === "rejected") return errorAnswer(outcome.error, vendorHeaders)
  return json(200, contentOf(outcome), vendorHeaders)
}

/** Nothing an attacker could use: a code, no reason. */
export function errorAnswer(error: WebhookError, headers: Readonly<Record<string, string>>): Answer {
  const seconds = error.retryAfter ?? (error.status === 503 ? RETRY_AFTER : undefined)
  const retry = seconds === undefined ? {} : { "Retry-After": String(seconds) }
  return json(error.status, { error: error.code }, { ...headers, ...retry })
}

function contentOf(outcome: Exclude<Outcome, { kind: "rejected" }>): object {
  if (outcome.kind === "probe") return {}
  const { id } = outcome.delivery
  return outcome.kind === "accepted" ? { id } : { id, duplicate: true }
}

function json(status: number, content: object, headers: Readonly<Record<string, string>>): Answer {
  const body = JSON.stringify(content)
  return {
    status,
    headers: {
      ...headers,
      "Content-Type": "application/json; charset=utf-8",
      "Content-Length": String(Buffer.byteLength(body)),
    },
    body,
  }
}

/** Sends an answer. Where the request was not read to its end, the connection is closed after it. */
export function send(response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return
  if (response.req.complete) {
    response.writeHead(answer.status, answer.headers).end(answer.body, "latin1") // ids and codes, in ASCII
    return
  }
  response.writeHead(answer.status, { ...answer.headers, Connection: "close" })
  response.write(answer.body)
  drain(response)
}

/**
 * Closing while a sender still writes resets its connection, and it never sees the answer. So what it sends is
 * thrown away for a moment, bounded in time and bytes.
 */
function drain(response: ServerResponse): void {
  const request = response.req
  let left = DRAIN.bytes
  const end = () => {
    clearTimeout(timer)
    request.pause()
    response.end()
    request.socket.destroySoon()
  }
  const timer = setTimeout(end, DRAIN.milliseconds)
  request.on("end", end).on("close", end)
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) end()
  })
  request.resume()
}
