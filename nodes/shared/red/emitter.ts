import type { Node, NodeAPI } from "node-red"
import type { WebhookMessage } from "../core/delivery"
import type { Redelivery, Store } from "../core/store"
import type { Vendor } from "../core/vendor"
import { messageAgain } from "../http/receive"
import type { CompletionTracker, Ending } from "./completion"
import type { StoreBinding } from "./stores"

/** How many events that were cut off, or failed before, one in-node emits again at a time. */
const REDELIVERIES = 20

/** The pause before an event is tried again after its n-th failure: doubled each time, up to an hour. */
const RETRY = { first: 5_000, longest: 3_600_000 }

/** Emits an in-node's events, follows them, and emits again what no flow has handled. */
export class Emitter<Settings> {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #vendor: Vendor<Settings>
  readonly #binding: StoreBinding
  readonly #tracker: CompletionTracker
  readonly #trouble: (error: unknown) => void
  /** Sequences on their way through the flows, among them those that an earlier instance of the node emitted. */
  readonly #underWay: Set<number>
  readonly #stopWatching: () => void
  #redelivering = 0
  #pumping = false
  #retryTimer: NodeJS.Timeout | undefined
  #closed = false

  constructor(
    RED: NodeAPI,
    node: Node,
    vendor: Vendor<Settings>,
    binding: StoreBinding,
    tracker: CompletionTracker,
    trouble: (error: unknown) => void,
  ) {
    this.#RED = RED
    this.#node = node
    this.#vendor = vendor
    this.#binding = binding
    this.#tracker = tracker
    this.#trouble = trouble
    this.#underWay = underWayAt(binding.store, node.id)
    this.#stopWatching = binding.store.onDue(() => void this.redeliver())
  }

  /** Sends an event that has just been stored. */
  emit(sequence: number, message: WebhookMessage): void {
    // A node that is closed sends into the void; what it has not sent comes again.
    if (this.#closed) return
    this.#underWay.add(sequence)
    this.#send(sequence, message, () => {})
  }

  /** Emits again what was cut off or is due for another try. Called once the flows run. */
  async redeliver(): Promise<void> {
    if (this.#pumping || this.#closed) return
    this.#pumping = true
    try {
      const free = REDELIVERIES - this.#redelivering
      const due = await this.#binding.store.due(this.#node.id, Date.now(), free, this.#underWay)
      for (const redelivery of due) await this.#emitAgain(redelivery)
    } catch (error) {
      this.#redeliverIn(RETRY.first)
      this.#trouble(error)
    } finally {
      this.#pumping = false
    }
  }

  /** Waits a moment for what is under way, so that a deploy cuts off as little as can be. */
  async close(patience: number): Promise<void> {
    const deadline = Date.now() + patience
    while (this.#underWay.size > 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 10))
    this.#closed = true
    this.#stopWatching()
    clearTimeout(this.#retryTimer)
  }

  async #emitAgain(redelivery: Redelivery): Promise<void> {
    const { sequence } = redelivery
    const message = await messageAgain(redelivery, this.#vendor).catch((error) => {
      // What cannot be read again never will be: kept as dead, it does not stand in the way of the others.
      this.#binding.store.fail(sequence, String(error), null)
      return null
    })
    if (!message || this.#closed) return
    this.#underWay.add(sequence)
    this.#redelivering++
    this.#send(sequence, message, () => {
      this.#redelivering--
      void this.redeliver()
    })
  }

  #send(sequence: number, message: WebhookMessage, after: () => void): void {
    const _msgid = this.#RED.util.generateId()
    this.#tracker.followAlone(
      _msgid,
      this.#binding.quiet,
      () => this.#node.send({ _msgid, ...message }),
      (ending) => {
        this.#underWay.delete(sequence)
        this.#ended(sequence, message.webhook.attempt, ending)
        after()
      },
    )
  }

  #ended(sequence: number, attempt: number, ending: Ending): void {
    const { store, retries } = this.#binding
    if (ending.kind === "handled") store.settle(sequence)
    if (ending.kind !== "failed") return
    const pause = attempt <= retries ? pauseAfter(attempt) : null
    store.fail(sequence, ending.reason, pause === null ? null : Date.now() + pause)
    if (pause !== null) this.#redeliverIn(pause)
  }

  #redeliverIn(pause: number): void {
    clearTimeout(this.#retryTimer)
    if (!this.#closed) this.#retryTimer = setTimeout(() => this.redeliver(), pause).unref()
  }
}

/** What is under way outlives the nodes of a deploy, as the messages do; by store, since that gives the numbers. */
const underWay = new Map<string, Set<number>>()

function underWayAt(store: Store, endpoint: string): Set<number> {
  const key = JSON.stringify([store.place, endpoint])
  const sequences = underWay.get(key) ?? new Set()
  underWay.set(key, sequences)
  return sequences
}

/** Half of the pause is left to chance, so that what failed together is not tried again together. */
function pauseAfter(attempt: number): number {
  const pause = Math.min(RETRY.first * 2 ** (attempt - 1), RETRY.longest)
  return pause / 2 + Math.random() * (pause / 2)
}
