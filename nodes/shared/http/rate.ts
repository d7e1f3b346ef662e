import { createHash, randomBytes } from "node:crypto"
import type { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"
import { WebhookError } from "../core/errors"

// Loaded with the first limit that somebody sets or meets.
let library: typeof import("rate-limiter-flexible") | undefined

/** Lets through so many points per duration (seconds) for each key. */
export function rateLimiter(points: number, duration: number): RateLimiterMemory {
  library ??= require("rate-limiter-flexible") as typeof import("rate-limiter-flexible")
  return new library.RateLimiterMemory({ points, duration })
}

/** How long a sender's requests are counted, in seconds. */
const MINUTE = 60

/** How many requests per minute each sender of an endpoint may send. */
export class SenderRate {
  readonly #limiter: RateLimiterMemory
  readonly #salt = randomBytes(16)

  constructor(requestsPerMinute: number) {
    this.#limiter = rateLimiter(requestsPerMinute, MINUTE)
  }

  /** Counts a request; rejects with a WebhookError "too-many-requests". */
  async count(address: string): Promise<void> {
    try {
      await this.#limiter.consume(this.#bucket(address))
    } catch (result) {
      throw new WebhookError("too-many-requests", "too-many-requests", { retryAfter: secondsOf(result) })
    }
  }

  /**
   * One of 65,536, so that no number of senders grows the memory. Salted, so that nobody chooses to share one with
   * somebody else. Of IPv6 the first 64 bits count: the rest is each sender's to choose (RFC 4291, 2.5.1).
   */
  #bucket(address: string): number {
    const network = address.includes(":") ? networkOf(address) : address
    return createHash("sha256").update(this.#salt).update(network).digest().readUInt16BE(0)
  }
}

function networkOf(address: string): string {
  const [head = "", tail = ""] = address.split("::", 2)
  const before = head.split(":").filter(Boolean)
  const after = tail.split(":").filter(Boolean)
  const zeros = address.includes("::")
    ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0")
    : []
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16))
    .join(":")
}

function secondsOf(result: RateLimiterRes | unknown): number {
  const isResult = typeof result === "object" && result !== null && "msBeforeNext" in result
  return isResult ? Math.max(1, Math.ceil(Number(result.msBeforeNext) / 1000)) : MINUTE
}
