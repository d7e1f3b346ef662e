import type { NodeMessage } from "node-red"
import { type Awaitable, whenThere } from "../shared/core/awaitable"
import { section } from "../shared/core/objects"
import type { Claim, ClaimHandle, ClaimResult, Lease, Store } from "../shared/core/store"
import { joinParts, type KeyParts } from "./key"
import type { Settings } from "./schema"
import { createWindow, isLate, type Moment, momentOf, type Reach } from "./window"

/** Milliseconds that a claim stands before the flow behind it has completed. */
const LEASE = 600_000

/** `firstSeen`: milliseconds since 1970, by the node's clock. `key`: the keyed hash. */
export type Decision = {
  duplicate: boolean
  reason: "first" | "repeat" | "late" | "no-key"
  key: string | null
  firstSeen: number | null
  count: number
}

/** `claim`: of a first one with `commit: complete`, what commits or releases it. */
export type Verdict = { decision: Decision; claim: ClaimHandle | null }

type Place = { key: string; moment: Moment; reach: Reach }

export type KeyReader = (message: NodeMessage) => Awaitable<KeyParts>

/** Decides of a message whether it is the first of its key within the window. */
export class Deduplicator {
  readonly #settings: Settings
  readonly #scope: string
  readonly #store: Store
  readonly #readKey: KeyReader
  readonly #reach: ReturnType<typeof createWindow>

  /** @param scope the node's id: keys of two nodes never meet */
  constructor(settings: Settings, scope: string, store: Store, readKey: KeyReader) {
    this.#settings = settings
    this.#scope = scope
    this.#store = store
    this.#readKey = readKey
    this.#reach = createWindow(settings)
  }

  /** @param now milliseconds since 1970 */
  decide(message: NodeMessage, now: number): Awaitable<Verdict> {
    return whenThere(this.#locate(message, now), (place) => {
      if (place === null) return undecided("no-key", false, null)
      const { key, moment, reach } = place
      if (isLate(moment, this.#settings.lateAfter)) return undecided("late", true, key)
      const lease = this.#settings.commit === "complete" ? leaseFor(message, now) : undefined
      const { window, expires } = reach
      const claim = { scope: this.#scope, key, time: moment.time, window, expires, ...(lease && { lease }) }
      return whenThere(this.#store.claim(claim), (result) => verdictOf(claim, result))
    })
  }

  /**
   * @param reset true forgets all keys, anything else the message's own
   * @returns how many keys were forgotten
   */
  reset(message: NodeMessage, reset: unknown): Awaitable<number> {
    if (reset === true) return this.#store.forget(this.#scope)
    return whenThere(this.#locate(message, Date.now()), (place) =>
      place === null ? 0 : this.#store.forget(this.#scope, place.key),
    )
  }

  /** A message's key, and when and how far it counts; null where it has none. */
  #locate(message: NodeMessage, now: number): Awaitable<Place | null> {
    return whenThere(this.#readKey(message), (parts) => {
      if (parts === null) return null
      const moment = momentOf(message.payload, this.#settings.clock, now)
      const reach = this.#reach(moment)
      return whenThere(this.#hash(parts, reach.part), (key) => ({ key, moment, reach }))
    })
  }

  #hash(parts: readonly unknown[], part: string): Awaitable<string> {
    return this.#store.hash(joinParts([this.#settings.key, part, parts]))
  }
}

function verdictOf({ scope, key, time, lease }: Claim, { first, firstSeen, count }: ClaimResult): Verdict {
  return {
    decision: { duplicate: !first, reason: first ? "first" : "repeat", key, firstSeen, count },
    claim: first && lease ? { scope, key, time, holder: lease.holder } : null,
  }
}

function undecided(reason: "no-key" | "late", duplicate: boolean, key: string | null): Verdict {
  return { decision: { duplicate, reason, key, firstSeen: null, count: 0 }, claim: null }
}

/** An event that is emitted again takes up the claim that it left uncommitted itself. */
function leaseFor(message: NodeMessage & { webhook?: unknown }, now: number): Lease {
  const { id } = section(message.payload)
  const { attempt = 1, redelivered } = section(message.webhook)
  const name = typeof id === "string" ? id : (message._msgid ?? "")
  return { until: now + LEASE, holder: `${attempt} ${name}`, again: redelivered === true }
}
