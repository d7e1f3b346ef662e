import { WebhookError } from "../core/errors"
import type { Limits } from "../core/operator-settings"

/** Counts the bytes that a request holds; throws a WebhookError "busy" where they are too many. */
export interface Hold {
  grow(bytes: number): void
}

type Most = Pick<Limits, "requests" | "requestsPerEndpoint" | "bytes" | "bytesPerEndpoint">

class Usage {
  requests = 0
  bytes = 0
}

/**
 * How many requests are in progress and how many bytes they hold, in total and for each endpoint: so one that is
 * flooded leaves room for the others, and all together for the rest of Node-RED.
 */
export class Load {
  readonly #total = new Usage()
  readonly #endpoints = new Map<string, Usage>()

  /** Does a piece of work as one request in progress; rejects with a WebhookError "busy" where there is no room. */
  async during<Result>(endpoint: string, most: Most, work: (hold: Hold) => Promise<Result>): Promise<Result> {
    const total = this.#total
    const own = this.#endpoints.get(endpoint) ?? new Usage()
    if (total.requests >= most.requests || own.requests >= most.requestsPerEndpoint)
      throw new WebhookError("busy")
    this.#endpoints.set(endpoint, own)
    let held = 0
    const grow = (bytes: number) => {
      if (total.bytes + bytes > most.bytes || own.bytes + bytes > most.bytesPerEndpoint)
        throw new WebhookError("busy")
      held += bytes
      add(0, bytes)
    }
    const add = (requests: number, bytes: number) => {
      for (const usage of [total, own]) {
        usage.requests += requests
        usage.bytes += bytes
      }
    }
    add(1, 0)
    try {
      return await work({ grow })
    } finally {
      add(-1, -held)
      if (own.requests === 0) this.#endpoints.delete(endpoint)
    }
  }
}
