import type { NodeMessage } from "node-red"
import type { Store } from "../shared/core/store"
import { joinParts, type KeyParts } from "./key"
import type { Settings } from "./schema"
import { createWindow, isLate, momentOf } from "./window"

/** `firstSeen`: milliseconds since 1970, by the node's clock. `key`: the keyed hash. */
export type Decision = {
  duplicate: boolean
  reason: "first" | "repeat" | "late" | "no-key"
  key: string | null
  firstSeen: number | null
  count: number
}

export type KeyReader = (message: NodeMessage) => Promise<KeyParts>

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

  async decide(message: NodeMessage, now: number): Promise<Decision> {
    const parts = await this.#readKey(message)
    if (parts === null) return { duplicate: false, reason: "no-key", key: null, firstSeen: null, count: 0 }
    const moment = momentOf(message.payload, this.#settings.clock, now)
    const { part, ...reach } = this.#reach(moment)
    const key = await this.#hash(parts, part)
    if (isLate(moment, this.#settings.lateAfter)) {
      return { duplicate: true, reason: "late", key, firstSeen: null, count: 0 }
    }
    const claim = { scope: this.#scope, key, time: moment.time, ...reach }
    const { first, firstSeen, count } = await this.#store.claim(claim)
    return { duplicate: !first, reason: first ? "first" : "repeat", key, firstSeen, count }
  }

  /** @param reset true forgets all keys, anything else the message's own */
  async reset(message: NodeMessage, reset: unknown): Promise<void> {
    if (reset === true) return this.#store.forget(this.#scope)
    const parts = await this.#readKey(message)
    if (parts === null) return
    const { part } = this.#reach(momentOf(message.payload, this.#settings.clock, Date.now()))
    await this.#store.forget(this.#scope, await this.#hash(parts, part))
  }

  #hash(parts: readonly unknown[], part: string): Promise<string> {
    return this.#store.hash(joinParts([this.#settings.key, part, parts]))
  }
}
