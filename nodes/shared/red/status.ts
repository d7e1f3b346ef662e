import type { Node, NodeAPI } from "node-red"
import { WebhookError } from "../core/errors"
import type { Limits } from "../core/operator-settings"
import type { Outcome } from "../http/receive"
import { isForTheFlow } from "./catch"
import type { Ending } from "./completion"
import { firstSentence, type Look, StatusLine } from "./status-line"
import { throttle } from "./throttle"

/** What an in-node shows at a glance and says in the log; never anything personal, never a secret. */
export class InNodeStatus {
  readonly #RED: NodeAPI
  readonly #line: StatusLine
  readonly #log: ReturnType<typeof throttle<string>>
  /** The events, by their sequences, on which the flow has failed for good since the node started. */
  readonly #failed = new Set<number>()
  #failedLast = 0
  #served: boolean | undefined

  constructor(RED: NodeAPI, node: Node, limits: Limits) {
    this.#RED = RED
    this.#line = new StatusLine(RED, node, limits)
    this.#log = throttle(60_000 / limits.logLinesPerMinute, (line) => node.warn(line))
  }

  /** The path is the node's own, or another's. */
  placed(served: boolean): void {
    if (served === this.#served) return
    this.#served = served
    this.#line.show(served ? "waiting" : "trouble", served ? "waiting" : "conflict")
    if (!served) this.#log.push(this.#RED._("errors.path-in-use"))
  }

  answered(outcome: Outcome): void {
    if (outcome.kind === "rejected") this.#rejected(outcome.error, isForTheFlow(outcome))
    else if (outcome.kind === "accepted") this.#well("good", "received")
    else if (outcome.kind === "duplicate") this.#well("answered", "duplicate")
    else this.#well("answered", "validated")
  }

  /** @param isTriedAgain whether a failed one comes again by itself */
  ended(sequence: number, { kind }: Ending, isTriedAgain: boolean): void {
    if (kind === "failed" && !isTriedAgain) {
      this.#failed.add(sequence)
      this.#failedLast = Date.now()
      this.#showFailed()
    } else if (kind === "handled" && this.#failed.delete(sequence)) {
      this.#well("good", "mended")
    }
  }

  /** The store cannot be asked what is left to emit. */
  trouble(error: unknown): void {
    const trouble =
      error instanceof WebhookError
        ? error
        : new WebhookError("store-unavailable", undefined, { cause: error })
    if (trouble.code !== "shutting-down") this.#rejected(trouble)
  }

  close(): void {
    this.#line.close()
    this.#log.cancel()
  }

  /** What goes well does not hide what waits for somebody to mend it. */
  #well(look: Look, key: string): void {
    if (this.#failed.size > 0) this.#showFailed()
    else this.#line.show(look, key)
  }

  #showFailed(): void {
    this.#line.show("failed", "failed", { count: this.#failed.size }, this.#failedLast)
  }

  /** @param isTold whether Catch nodes, or the log where there is none, are told of it (catch.ts) */
  #rejected(error: WebhookError, isTold = false): void {
    const text = this.#RED._(`errors.${error.reason}`)
    const isTrouble = error.status === 503
    const reason = firstSentence(text)
    this.#line.show(isTrouble ? "trouble" : "refused", isTrouble ? "store" : "rejected", { reason })
    if (!isTold) this.#log.push(isTrouble ? text + causeOf(error) : text)
  }
}

function causeOf({ cause }: WebhookError): string {
  if (!(cause instanceof Error)) return ""
  return ` (${cause.message}${cause.cause instanceof Error ? `: ${cause.cause.message}` : ""})`
}
