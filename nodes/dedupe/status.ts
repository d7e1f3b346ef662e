import { WebhookError } from "../shared/core/errors"
import type { StatusLine } from "../shared/red/status-line"
import type { Decision } from "./deduplicator"

/** How many messages left by which output since the node started, and whether the store does its part. */
export class DedupeStatus {
  readonly #line: StatusLine
  readonly #counts = { first: 0, repeat: 0 }

  constructor(line: StatusLine) {
    this.#line = line
  }

  decided({ duplicate }: Decision): void {
    this.#counts[duplicate ? "repeat" : "first"]++
    this.#line.show(duplicate ? "answered" : "good", "counts", this.#counts)
  }

  /** What else can fail is the message's or the expression's: Catch nodes hear of it, with the message. */
  failed(error: unknown): void {
    if (error instanceof WebhookError) this.#line.show("trouble", "unavailable")
  }
}
