import type { Awaitable } from "../../shared/core/awaitable"
import type {
  Claim,
  ClaimHandle,
  ClaimResult,
  Redelivery,
  Standing,
  Store,
  StoreLimits,
} from "../../shared/core/store"
import { InboxLedger } from "./inbox-ledger"

/** What was written down of a delivery that failed. */
type Trouble = { isDead: boolean; reason: string | null }

/** The part of a store that knows which keys are claimed. */
export type Claims = Pick<Store, "claim" | "commit" | "release" | "forget">

/** How many lines a store that outlives the process keeps of requests that were not kept. */
export const NOTICES = 10_000

const AT_ONCE = Promise.resolve()

/** What every driver does alike, wherever it keeps things: it knows in memory what is not settled. */
export abstract class LedgerStore {
  limits: StoreLimits
  protected readonly ledger = new InboxLedger()
  protected abstract readonly claims: Claims
  protected noted = 0
  /** Counts what changes the log and is neither in the ledger nor a notice. */
  protected changes = 0
  readonly #listeners = new Set<() => void>()

  constructor(limits: StoreLimits) {
    this.limits = limits
  }

  get version(): number | null {
    return this.ledger.version + this.noted + this.changes
  }

  lull(): Promise<void> {
    return AT_ONCE
  }

  giveBack(sequence: number): void {
    this.ledger.giveBack(sequence)
  }

  nextDue(endpoint: string): number | null {
    return this.ledger.nextDue(endpoint)
  }

  expect(endpoints: ReadonlySet<string>): void {
    this.ledger.expect(endpoints)
  }

  onDue(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  claim(claim: Claim): Awaitable<ClaimResult> {
    return this.claims.claim(claim)
  }

  commit(handle: ClaimHandle): Promise<void> {
    return this.claims.commit(handle)
  }

  release(handle: ClaimHandle): Promise<void> {
    return this.claims.release(handle)
  }

  forget(scope: string, key?: string): Promise<number> {
    return this.claims.forget(scope, key)
  }

  protected standing(sequence: number, { isDead, reason }: Trouble): Standing {
    if (this.ledger.has(sequence)) return reason === null ? "accepted" : "failed"
    return isDead ? "dead" : "handled"
  }

  /** Takes what is due, oldest first, and reads it; what cannot be read now is due again. */
  protected async takeDue(
    [endpoint, now, limit]: Parameters<Store["due"]>,
    read: (sequences: number[]) => Promise<Redelivery[]>,
  ): Promise<Redelivery[]> {
    const sequences = this.ledger.takeDue(endpoint, now, limit)
    try {
      return sequences.length === 0 ? [] : await read(sequences)
    } catch (error) {
      for (const sequence of sequences) this.giveBack(sequence)
      throw error
    }
  }

  /** Something may have become due. */
  protected tellDue(): void {
    for (const listener of this.#listeners) listener()
  }
}
