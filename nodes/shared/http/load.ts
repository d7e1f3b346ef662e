import { WebhookError } from "../core/errors"
import type { Limits } from "../core/operator-settings"

type Most = Pick<Limits, "requests" | "requestsPerEndpoint" | "bytes" | "bytesPerEndpoint">

class Usage {
  requests = 0
  bytes = 0
}

/** What one request in progress takes up. */
export class Hold {
  readonly #total: Usage
  readonly #own: Usage
  readonly #most: Most
  #held = 0

  constructor(total: Usage, own: Usage, most: Most) {
    this.#total = total
    this.#own = own
    this.#most = most
    total.requests++
    own.requests++
  }

  /** Counts bytes; throws a WebhookError "busy" where they are too many. */
  grow(bytes: number): void {
    const { bytes: mostInAll, bytesPerEndpoint: mostOfOwn } = this.#most
    if (this.#total.bytes + bytes > mostInAll || this.#own.bytes + bytes > mostOfOwn)
      throw new WebhookError("busy")
    this.#add(bytes)
  }

  /** The request is over. */
  leave(): void {
    this.#add(-this.#held)
    this.#total.requests--
    this.#own.requests--
  }

  #add(bytes: number): void {
    this.#held += bytes
    this.#total.bytes += bytes
    this.#own.bytes += bytes
  }
}

/**
 * How many requests are in progress and how many bytes they hold, in total and for each endpoint: so one that is
 * flooded leaves room for the others, and all together for the rest of Node-RED.
 */
export class Load {
  readonly #total = new Usage()
  /** By the ids of their nodes, of which there are no more than somebody has drawn. */
  readonly #endpoints = new Map<string, Usage>()

  /** Begins one request in progress; throws a WebhookError "busy" where there is no room. */
  enter(endpoint: string, most: Most): Hold {
    const own = this.#endpoints.get(endpoint) ?? this.#begin(endpoint)
    if (this.#total.requests >= most.requests || own.requests >= most.requestsPerEndpoint)
      throw new WebhookError("busy")
    return new Hold(this.#total, own, most)
  }

  #begin(endpoint: string): Usage {
    const usage = new Usage()
    this.#endpoints.set(endpoint, usage)
    return usage
  }
}
