import type { Node, NodeAPI, NodeStatus } from "node-red"
import { WebhookError } from "../core/errors"
import type { Limits } from "../core/operator-settings"
import type { Outcome } from "../http/receive"
import { throttle } from "./throttle"

/** What an in-node shows at a glance and says in the log; never anything personal, never a secret. */
export class InNodeStatus {
  readonly #RED: NodeAPI
  readonly #status: ReturnType<typeof throttle<() => NodeStatus>>
  readonly #log: ReturnType<typeof throttle<string>>
  #served: boolean | undefined

  constructor(RED: NodeAPI, node: Node, { statusPerSecond, logLinesPerMinute }: Limits) {
    this.#RED = RED
    this.#status = throttle(1000 / statusPerSecond, (status) => node.status(status()))
    this.#log = throttle(60_000 / logLinesPerMinute, (line) => node.warn(line))
  }

  /** The path is the node's own, or another's. */
  placed(served: boolean): void {
    if (served === this.#served) return
    this.#served = served
    this.#show(served ? "grey" : "red", "ring", served ? "waiting" : "conflict")
    if (!served) this.#log.push(this.#RED._("errors.path-in-use"))
  }

  answered(outcome: Outcome): void {
    if (outcome.kind === "rejected") this.#rejected(outcome.error)
    else if (outcome.kind === "accepted") this.#show("green", "dot", "received")
    else if (outcome.kind === "duplicate") this.#show("green", "ring", "duplicate")
    else this.#show("green", "ring", "validated")
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
    this.#status.cancel()
    this.#log.cancel()
  }

  #rejected(error: WebhookError): void {
    const text = this.#RED._(`errors.${error.reason}`)
    const isTrouble = error.status === 503
    this.#show(isTrouble ? "red" : "yellow", "ring", isTrouble ? "store" : "rejected", firstSentence(text))
    this.#log.push(isTrouble ? text + causeOf(error) : text)
  }

  #show(fill: "red" | "green" | "yellow" | "grey", shape: "ring" | "dot", key: string, reason = ""): void {
    const at = Date.now()
    // Put into words only where it is shown: under load most is not.
    this.#status.push(() => {
      const time = new Date(at).toLocaleTimeString()
      return { fill, shape, text: this.#RED._(`status.${key}`, { time, reason }) }
    })
  }
}

/** Under a node there is room for what is wrong; what to do about it is in the log. */
function firstSentence(text: string): string {
  return text.split(". ", 1)[0] ?? text
}

function causeOf({ cause }: WebhookError): string {
  if (!(cause instanceof Error)) return ""
  return ` (${cause.message}${cause.cause instanceof Error ? `: ${cause.cause.message}` : ""})`
}
