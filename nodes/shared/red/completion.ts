import { AsyncLocalStorage } from "node:async_hooks"
import type { NodeAPI } from "node-red"
import { type HookNode, installHooks, removeHooks } from "./hooks"
import { areFlowsRunning } from "./running"

/** How a flow ended with an event. `cut-off`: a deploy took away nodes that had not finished with it. */
export type Ending = { kind: "handled" } | { kind: "failed"; reason: string } | { kind: "cut-off" }

/** Milliseconds between two looks for events that nothing has been heard of. */
const SWEEP_INTERVAL = 1000

/** One event on its way through the flows. */
class Journey {
  readonly quiet: number
  end: (ending: Ending) => void
  /** Ids under which its messages travel: its own, and those of messages that nodes made anew. */
  readonly ids: string[]
  /** The nodes that have been given a message and have not completed, and how often. */
  readonly outstanding = new Map<HookNode, number>()
  /** What must be over besides: the emission itself, and journeys that began on the way of this one. */
  held = 1
  failure: string | null = null
  /** A message of it went to a node that a deploy had taken away. */
  isCut = false
  isFinished = false
  /** Milliseconds of a clock that nobody sets. */
  lastActivity = performance.now()
  readonly parent: Journey | undefined

  constructor(id: string, quiet: number, parent: Journey | undefined, end: (ending: Ending) => void) {
    this.ids = [id]
    this.quiet = quiet
    this.parent = parent
    this.end = end
  }
}

/**
 * Observes, through the runtime's hooks, when every node that an event's messages reached has completed. It
 * follows `_msgid`, and where a node made a new message, the asynchronous context in which it did (NODE-RED.md,
 * Messages and completion). Some nodes complete early or never: what is heard of no more for `quiet` is over.
 */
export class CompletionTracker {
  readonly #byId = new Map<string, Journey>()
  readonly #context = new AsyncLocalStorage<Journey | undefined>()
  readonly #known = new WeakSet<HookNode>()
  readonly #closed = new WeakSet<HookNode>()
  #users = 0
  /** The journey of the message that is just being routed. */
  #routing: Journey | undefined
  #sweeper: NodeJS.Timeout | undefined

  /** Hooks cost every message of every flow something: they are installed only while a node needs them. */
  use(RED: NodeAPI): void {
    if (this.#users++ > 0) return
    installHooks(RED, {
      routed: (id) => this.#routed(id),
      sent: (id, node) => this.#sent(id, node),
      unheard: (id) => this.#unheard(id),
      received: (id) => this.#enter(id === undefined ? undefined : this.#byId.get(id)),
      completed: (id, node, error) => this.#completed(id, node, error),
      failed: (node, reason) => this.#failed(this.#journeyOf(undefined), node.id, reason),
      caught: (id, nodeId, reason) => this.#failed(this.#journeyOf(id), nodeId, reason),
    })
  }

  unuse(RED: NodeAPI): void {
    if (--this.#users > 0) return
    removeHooks(RED)
    this.#stopSweeping()
  }

  /**
   * Follows what `emit` sends under the message id `id`. `end` is called once: when all of it is handled, or has
   * been quiet for `quiet` milliseconds, or failed, or was cut off.
   */
  follow(id: string, quiet: number, emit: () => void, end: (ending: Ending) => void): void {
    const parent = this.#context.getStore()
    if (parent) parent.held++
    this.#begin(id, new Journey(id, quiet, parent, end), emit)
  }

  /** Starts a journey that belongs to no other, whatever is going on around the call. */
  followAlone(id: string, quiet: number, emit: () => void, end: (ending: Ending) => void): void {
    this.#begin(id, new Journey(id, quiet, undefined, end), emit)
  }

  #begin(id: string, journey: Journey, emit: () => void): void {
    this.#byId.set(id, journey)
    this.#sweeper ??= this.#context.run(undefined, () =>
      setInterval(() => this.#sweep(), SWEEP_INTERVAL).unref(),
    )
    try {
      this.#context.run(journey, emit)
    } catch (error) {
      journey.failure ??= String(error)
    }
    journey.held--
    this.#endIfOver(journey)
  }

  /** A context costs something; mostly it is the right one already. */
  #enter(journey: Journey | undefined): void {
    if (this.#context.getStore() !== journey) this.#context.enterWith(journey)
  }

  /** After a deploy: what was with nodes that are gone, or run anew, is cut off. */
  cutOff(): void {
    for (const journey of [...this.#byId.values()]) {
      const isCut = [...journey.outstanding.keys()].some((node) => this.#closed.has(node))
      if (isCut) this.#finish(journey, { kind: "cut-off" })
    }
  }

  #sent(id: string, node: HookNode): void {
    const journey = this.#byId.get(id) ?? this.#adopt(id)
    if (!journey) return
    if (this.#routing === journey) this.#routing = undefined
    this.#watch(node)
    journey.outstanding.set(node, (journey.outstanding.get(node) ?? 0) + 1)
    touch(journey)
  }

  /** During a deploy a message may find its next node gone; what finds it is sent right after it is routed. */
  #routed(id: string): void {
    this.#loseRouted()
    if (!areFlowsRunning()) this.#routing = this.#byId.get(id) ?? this.#adopt(id)
  }

  #loseRouted(): void {
    if (this.#routing) this.#routing.isCut = true
    this.#routing = undefined
  }

  /** The node was there, but listened no more. */
  #unheard(id: string): void {
    const journey = this.#byId.get(id)
    if (journey && !areFlowsRunning()) journey.isCut = true
  }

  #watch(node: HookNode): void {
    if (this.#known.has(node)) return
    this.#known.add(node)
    // Before the node's own handlers: some, core's delay among them, complete what they drop as they close.
    const close = node.close
    node.close = (...parameters) => {
      this.#closed.add(node)
      return close.apply(node, parameters)
    }
  }

  /** A message that a node made anew while it handled one of ours: `split`, or a fresh object from a function. */
  #adopt(id: string): Journey | undefined {
    const journey = this.#journeyOf(undefined)
    if (!journey) return undefined
    journey.ids.push(id)
    this.#byId.set(id, journey)
    return journey
  }

  /** The journey that a message belongs to: by its id, else by the context in which it is dealt with. */
  #journeyOf(id: string | undefined): Journey | undefined {
    const journey = (id === undefined ? undefined : this.#byId.get(id)) ?? this.#context.getStore()
    return journey?.isFinished ? undefined : journey
  }

  #completed(id: string | undefined, node: HookNode, error: string | null): void {
    const journey = this.#journeyOf(id)
    if (!journey || this.#closed.has(node)) return
    if (error !== null) journey.failure ??= error
    this.#leave(journey, node)
  }

  /** A node reported an error, to a Catch node or to the log; it may never complete. */
  #failed(journey: Journey | undefined, nodeId: string, reason: string): void {
    if (!journey) return
    journey.failure ??= reason
    const failing = [...journey.outstanding.keys()].find(({ id }) => id === nodeId)
    if (failing) this.#leave(journey, failing)
  }

  #leave(journey: Journey, node: HookNode): void {
    const count = journey.outstanding.get(node)
    touch(journey)
    if (count === undefined) return // nodes that are called directly, as Catch and Complete are
    if (count > 1) journey.outstanding.set(node, count - 1)
    else journey.outstanding.delete(node)
    this.#endIfOver(journey)
  }

  /** Not at once: some nodes complete first and send right after. */
  #endIfOver(journey: Journey): void {
    if (!isOver(journey)) return
    setImmediate(() => {
      this.#loseRouted()
      if (isOver(journey)) this.#finish(journey, endingOf(journey))
    })
  }

  #finish(journey: Journey, ending: Ending): void {
    if (journey.isFinished) return
    journey.isFinished = true
    for (const id of journey.ids) this.#byId.delete(id)
    const { end, parent } = journey
    // V8 keeps what a busy Map held until its next full collection. That shall not be the event, too: it was a third
    // of all time at full load.
    journey.end = () => {}
    end(ending)
    if (!parent) return
    if (ending.kind === "failed") parent.failure ??= ending.reason
    if (ending.kind === "cut-off") parent.isCut = true
    parent.held--
    this.#endIfOver(parent)
  }

  #stopSweeping(): void {
    clearInterval(this.#sweeper)
    this.#sweeper = undefined
  }

  #sweep(): void {
    const now = performance.now()
    for (const journey of [...this.#byId.values()]) {
      if (now - journey.lastActivity > journey.quiet) this.#finish(journey, endingOf(journey))
    }
  }
}

function isOver(journey: Journey): boolean {
  return journey.held === 0 && journey.outstanding.size === 0
}

/** What is active on the way of a journey keeps that awake, too. */
function touch(journey: Journey): void {
  const now = performance.now()
  for (let awake: Journey | undefined = journey; awake; awake = awake.parent) awake.lastActivity = now
}

function endingOf({ failure, isCut }: Journey): Ending {
  if (isCut) return { kind: "cut-off" }
  return failure === null ? { kind: "handled" } : { kind: "failed", reason: failure }
}
