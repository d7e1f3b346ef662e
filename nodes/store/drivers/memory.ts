import { createHmac, randomBytes } from "node:crypto"
import type { Delivery } from "../../shared/core/delivery"
import { WebhookError } from "../../shared/core/errors"
import type { Acceptance, Claim, ClaimResult, Store, StoreLimits } from "../../shared/core/store"

/** How often, in milliseconds, what need not be remembered any more is forgotten. */
const SWEEP_INTERVAL = 60_000

type Remembered = { time: number; count: number; expires: number }

/** Nothing outlives the process: for tests, and for flows that may start anew after a restart. */
export class MemoryStore implements Store {
  readonly #limits: StoreLimits
  readonly #hashKey = randomBytes(32)
  /** Ids and when they came, oldest first. */
  readonly #seen = new Map<string, number>()
  readonly #pending = new Set<number>()
  readonly #claims = new Map<string, Map<string, Remembered[]>>()
  readonly #sweeper = setInterval(() => this.#sweep(), SWEEP_INTERVAL).unref()
  #sequence = 0
  #closed = false

  constructor(limits: StoreLimits) {
    this.#limits = limits
  }

  async accept({ endpoint, id, receivedAt }: Delivery): Promise<Acceptance> {
    this.#refuseWhenClosed()
    const known = `${endpoint} ${id}`
    if (this.#seen.has(known)) return { outcome: "duplicate" }
    if (this.#pending.size >= this.#limits.maxPending) throw new WebhookError("store-full")
    this.#seen.set(known, receivedAt)
    const sequence = ++this.#sequence
    this.#pending.add(sequence)
    return { outcome: "stored", sequence }
  }

  settle(sequence: number): void {
    this.#pending.delete(sequence)
  }

  async claim({ scope, key, time, window, expires }: Claim): Promise<ClaimResult> {
    this.#refuseWhenClosed()
    const claims = this.#claimsOf(scope, key)
    const [nearest] = claims
      .filter((claim) => Math.abs(claim.time - time) < window)
      .sort((a, b) => Math.abs(a.time - time) - Math.abs(b.time - time))
    if (!nearest) {
      claims.push({ time, count: 1, expires })
      return { first: true, firstSeen: time, count: 1 }
    }
    nearest.count++
    return { first: false, firstSeen: nearest.time, count: nearest.count }
  }

  async forget(scope: string, key?: string): Promise<void> {
    this.#refuseWhenClosed()
    if (key === undefined) this.#claims.delete(scope)
    else this.#claims.get(scope)?.delete(key)
  }

  async hash(text: string): Promise<string> {
    return createHmac("sha256", this.#hashKey).update(text).digest("hex").slice(0, 32)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweeper)
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new WebhookError("shutting-down")
  }

  #claimsOf(scope: string, key: string): Remembered[] {
    const keys = this.#claims.get(scope) ?? new Map<string, Remembered[]>()
    this.#claims.set(scope, keys)
    const claims = keys.get(key) ?? []
    keys.set(key, claims)
    return claims
  }

  #sweep(): void {
    const now = Date.now()
    for (const [known, receivedAt] of this.#seen) {
      if (receivedAt >= now - this.#limits.retention) break
      this.#seen.delete(known)
    }
    for (const keys of this.#claims.values()) {
      for (const [key, claims] of keys) {
        const kept = claims.filter((claim) => claim.expires >= now)
        if (kept.length === 0) keys.delete(key)
        else keys.set(key, kept)
      }
    }
  }
}
