// Bytes as they are, on a socket: what no HTTP client would send, and what comes back.
import { connect, type Socket } from "node:net"

/** An answer off the wire. */
export interface WireAnswer {
  status: number
  body: string
}

/** Reads answers off a stream of bytes. A HEAD's answer has no body; all of ours say how long theirs is. */
export class AnswerReader {
  #bytes: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
  }

  next(isHead = false): WireAnswer | undefined {
    const end = this.#bytes.indexOf("\r\n\r\n")
    if (end === -1) return undefined
    const head = this.#bytes.toString("latin1", 0, end)
    const status = Number(head.slice(9, 12))
    const length = isHead || status === 100 ? 0 : Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
    if (this.#bytes.length < end + 4 + length) return undefined
    const body = this.#bytes.toString("utf8", end + 4, end + 4 + length)
    this.#bytes = this.#bytes.subarray(end + 4 + length)
    return status === 100 ? this.next(isHead) : { status, body }
  }
}

export function open(origin: string): Socket {
  const { hostname, port } = new URL(origin)
  return connect({ host: hostname, port: Number(port), noDelay: true }).on("error", () => {})
}

/** What became of some bytes: the answers, and whether the server closed the connection. */
export interface Exchange {
  answers: WireAnswer[]
  closed: boolean
}

/**
 * Sends bytes and waits until the server closes the connection, or so many answers are there, or nothing came for
 * `patience` milliseconds. `half`: ends its own side after them. `deaf`: reads nothing for so many milliseconds.
 */
export function exchange(
  origin: string,
  bytes: Buffer | string,
  { answers: wanted = 1, patience = 5000, half = false, deaf = 0 } = {},
): Promise<Exchange> {
  const socket = open(origin)
  const reader = new AnswerReader()
  const answers: WireAnswer[] = []
  return new Promise((resolve) => {
    const end = (closed: boolean) => {
      socket.destroy()
      resolve({ answers, closed })
    }
    socket.setTimeout(patience, () => end(false))
    socket.on("close", () => end(true))
    socket.on("data", (chunk) => {
      reader.push(chunk)
      for (let answer = reader.next(); answer; answer = reader.next()) answers.push(answer)
      if (answers.length >= wanted) end(false)
    })
    if (deaf > 0) {
      socket.pause()
      setTimeout(() => socket.resume(), deaf)
    }
    if (half) socket.end(bytes)
    else socket.write(bytes)
  })
}

/** A request with its head as it is written here. */
export function wireRequest(
  method: string,
  target: string,
  headers: readonly (readonly [string, string])[],
  body: Buffer | string = "",
): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")
  return Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines}\r\n`, "latin1"),
    Buffer.from(body),
  ])
}
