import type { IncomingMessage } from "node:http"
import { promisify } from "node:util"
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib"
import { WebhookError } from "../core/errors"

/**
 * Takes a request's bytes off the wire, up to a limit in bytes, whether its length is declared or not. Past the
 * limit the rest is left unread.
 */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > limit)
    return Promise.reject(new WebhookError("body-too-large"))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const stop = () => {
      request.pause()
      request.off("data", onData).off("end", onEnd).off("error", onAborted).off("close", onAborted)
    }
    const onData = (chunk: Buffer) => {
      length += chunk.length
      chunks.push(chunk)
      if (length <= limit) return
      stop()
      reject(new WebhookError("body-too-large"))
    }
    const onEnd = () => {
      stop()
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length))
    }
    const onAborted = () => {
      stop()
      reject(new WebhookError("body-aborted"))
    }
    request.on("data", onData).on("end", onEnd).on("error", onAborted).on("close", onAborted)
  })
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
