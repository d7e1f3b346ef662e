import type { IncomingMessage } from "node:http"
import { promisify } from "node:util"
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib"
import { WebhookError } from "../core/errors"
import type { Hold } from "./load"

/** How many bytes a body may have, how many milliseconds it may take, and who counts what it takes up. */
export type BodyLimits = { bytes: number; milliseconds: number; hold: Hold }

/** By the time that this has been waited for, the bytes that came with a request's head are there. */
const ARRIVED = Promise.resolve()

/**
 * Takes a request's bytes off the wire, up to a limit, whether its length is declared or not. Past a limit the rest
 * is left unread.
 */
export function readBytes(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const declared = declaredLength(request)
  if (declared > limits.bytes) return Promise.reject(new WebhookError("body-too-large"))
  // Its sender went away while it waited for a deploy to end: nothing more will be told of it.
  if (request.destroyed) return Promise.reject(new WebhookError("body-aborted"))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    let isOver = false
    let timer: NodeJS.Timeout | undefined
    const stop = () => {
      isOver = true
      clearTimeout(timer)
      request.pause()
      request.off("data", onData).off("end", onEnd).off("error", onAborted).off("close", onAborted)
    }
    const fail = (error: unknown) => {
      stop()
      reject(error)
    }
    const onData = (chunk: Buffer) => {
      length += chunk.length
      chunks.push(chunk)
      try {
        if (length > limits.bytes) throw new WebhookError("body-too-large")
        limits.hold.grow(chunk.length)
      } catch (error) {
        fail(error)
      }
    }
    const onEnd = () => {
      stop()
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length))
    }
    const onAborted = () => fail(new WebhookError("body-aborted"))
    const watch = () => {
      timer = setTimeout(() => fail(new WebhookError("body-timeout")), limits.milliseconds)
      request.on("error", onAborted).on("close", onAborted)
    }
    request.on("data", onData).on("end", onEnd)
    // Most bodies come in one piece with their heads: with the last byte their end is sure to follow.
    void ARRIVED.then(() => {
      if (!isOver && (length === 0 || length !== declared)) watch()
    })
  })
}

/** Bytes that the body has, as far as its head tells: a chunked one's end is told at its end (RFC 9112, 6.3). */
function declaredLength({ headers }: IncomingMessage): number {
  return headers["transfer-encoding"] === undefined ? Number(headers["content-length"]) : Number.NaN
}

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

// RFC 9110, 8.4.1: "deflate" is the zlib format; some senders leave its header out.
const inflateEither: Decompress = (bytes, options) =>
  ((bytes[0] ?? 0) & 0x0f) === 8 ? promisify(inflate)(bytes, options) : promisify(inflateRaw)(bytes, options)

const DECOMPRESS = new Map<string, Decompress>([
  ["gzip", promisify(gunzip)],
  ["x-gzip", promisify(gunzip)],
  ["deflate", inflateEither],
  ["br", promisify(brotliDecompress)],
])

/** Undoes a Content-Encoding; `limit` also bounds what comes out, so that no small body becomes a large one. */
export async function decompress(
  bytes: Buffer,
  encoding: string | undefined,
  limit: number,
): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() || "identity"
  if (name === "identity" || bytes.length === 0) return bytes
  const undo = DECOMPRESS.get(name)
  if (!undo) throw new WebhookError("unsupported-encoding")
  try {
    return await undo(bytes, { maxOutputLength: limit })
  } catch (error) {
    const isTooLarge = error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE"
    throw new WebhookError(isTooLarge ? "body-too-large" : "invalid-compression")
  }
}
