import type { Node, NodeAPI } from "node-red"
import type { WebhookMessage } from "../core/delivery"
import type { Redelivery } from "../core/store"
import type { Vendor } from "../core/vendor"
import { messageAgain } from "../http/receive"
import type { CompletionTracker, Ending } from "./completion"
import { areFlowsRunning } from "./running"
import type { StoreBinding } from "./stores"

/** How many events that were cut off, or failed before, one in-node emits again at a time. */
const REDELIVERIES = 20

/** The pause before an event is tried again after its n-th failure: doubled each time, up to an hour. */
const RETRY = { first: 5_000, longest: 3_600_000 }

/** The longest that a timer can wait. */
const LONGEST_TIMER = 2 ** 31 - 1

/** The emitters of the in-nodes that run now, by their nodes' ids. */
const running = new Map<string, { redeliver(): Promise<void> }>()

/** What an in-node wants to hear of its events on their way. */
export type EmitterObserver = {
  /** Something keeps it from emitting again. */
  trouble(error: unknown): void
  /** @param isTriedAgain whether a failed one comes again by itself */
  ended(sequence: number, ending: Ending, isTriedAgain: boolean): void
}

/** Emits an in-node's events, follows them, and emits again what no flow has handled. */
export class Emitter<Settings> {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #vendor: Vendor<Settings>
  readonly #binding: StoreBinding
  readonly #tracker: CompletionTracker
  readonly #observer: EmitterObserver
  readonly #stopWatching: () => void
  /** Sequences that this instance has on their way through the flows. */
  readonly #underWay = new Set<number>()
  #redelivering = 0
  #pump: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(
    RED: NodeAPI,
    node: Node,
    vendor: Vendor<Settings>,
    binding: StoreBinding,
    tracker: CompletionTracker,
    observer: EmitterObserver,
  ) {
    this.#RED = RED
    this.#node = node
    this.#vendor = vendor
    this.#binding = binding
    this.#tracker = tracker
    this.#observer = observer
    this.#stopWatching = binding.store.onDue(() => void this.redeliver())
    running.set(node.id, this)
  }

  /** Sends an event that has just been stored. */
  emit(sequence: number, message: WebhookMessage): void {
    // What is sent during a deploy goes into the void: it comes out when the flows run again.
    if (this.#isSilent) this.#giveBack(sequence)
    else this.#send(sequence, 0, message, () => {})
  }

  /** Emits again what was cut off or is due for another try, as long as the flows run. */
  redeliver(): Promise<void> {
    this.#pump ??= this.#redeliverDue().then((isDone) => {
      this.#pump = undefined
      if (isDone) this.#wakeWhenDue()
      else this.#wakeIn(RETRY.first)
    })
    return this.#pump
  }

  /** Waits a moment for what was answered just now or is under way, so that a deploy cuts off as little as can be. */
  async close(patience: number): Promise<void> {
    const deadline = performance.now() + patience
    let isEmitted = false
    void this.#binding.store.lull().then(() => {
      isEmitted = true
    })
    while ((!isEmitted || this.#underWay.size > 0) && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 10))
    this.#closed = true
    this.#stopWatching()
    clearTimeout(this.#timer)
    if (running.get(this.#node.id) === this) running.delete(this.#node.id)
  }

  get #isSilent(): boolean {
    return this.#closed || !areFlowsRunning()
  }

  /** @returns false where the store could not be asked */
  async #redeliverDue(): Promise<boolean> {
    const free = REDELIVERIES - this.#redelivering
    if (this.#isSilent || free <= 0) return true
    try {
      const due = await this.#binding.store.due(this.#node.id, Date.now(), free)
      for (const redelivery of due) await this.#emitAgain(redelivery)
      return true
    } catch (error) {
      this.#observer.trouble(error)
      return false
    }
  }

  async #emitAgain(redelivery: Redelivery): Promise<void> {
    const { sequence, failures } = redelivery
    const message = await messageAgain(redelivery, this.#vendor).catch((error) => {
      // What cannot be read again never will be: kept as dead, it does not stand in the way of the others.
      const reason = String(error)
      this.#binding.store.fail(sequence, reason, null)
      this.#observer.ended(sequence, { kind: "failed", reason }, false)
      return null
    })
    if (!message) return
    if (this.#isSilent) {
      this.#giveBack(sequence)
      return
    }
    this.#redelivering++
    this.#send(sequence, failures, message, () => {
      this.#redelivering--
      void this.redeliver()
    })
  }

  #send(sequence: number, failures: number, message: WebhookMessage, after: () => void): void {
    const _msgid = this.#RED.util.generateId()
    this.#underWay.add(sequence)
    this.#tracker.followAlone(
      _msgid,
      this.#binding.quiet,
      () => this.#node.send({ _msgid, ...message }),
      (ending) => {
        this.#underWay.delete(sequence)
        this.#ended(sequence, failures, ending)
        after()
      },
    )
  }

  #ended(sequence: number, failures: number, ending: Ending): void {
    const { store, retries } = this.#binding
    const isTriedAgain = failures < retries
    this.#observer.ended(sequence, ending, isTriedAgain)
    if (ending.kind === "handled") store.settle(sequence)
    else if (ending.kind === "cut-off") this.#giveBack(sequence)
    else {
      const retryAt = isTriedAgain ? Date.now() + pauseAfter(failures + 1) : null
      store.fail(sequence, ending.reason, retryAt)
      this.#wakeWhenDue()
    }
  }

  #giveBack(sequence: number): void {
    this.#binding.store.giveBack(sequence)
    void running.get(this.#node.id)?.redeliver()
  }

  #wakeWhenDue(): void {
    if (this.#isSilent) return // the next start of the flows wakes it
    const due = this.#redelivering < REDELIVERIES ? this.#binding.store.nextDue(this.#node.id) : null
    if (due !== null) this.#wakeIn(Math.max(due - Date.now(), 0))
  }

  /** At most one timer: the last to set it knows of everything that is due. */
  #wakeIn(pause: number): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    this.#timer = setTimeout(() => void this.redeliver(), Math.min(pause, LONGEST_TIMER)).unref()
  }
}

/** Half of the pause is left to chance, so that what failed together is not tried again together. */
function pauseAfter(failures: number): number {
  const pause = Math.min(RETRY.first * 2 ** (failures - 1), RETRY.longest)
  return Math.round(pause / 2 + Math.random() * (pause / 2))
}
