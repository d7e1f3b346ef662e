import type { StoreLimits } from "../../shared/core/store"
import { InboxLedger } from "./inbox-ledger"

/** What every driver does alike, wherever it keeps things: it knows in memory what is not settled. */
export abstract class LedgerStore {
  limits: StoreLimits
  protected readonly ledger = new InboxLedger()
  readonly #listeners = new Set<() => void>()

  constructor(limits: StoreLimits) {
    this.limits = limits
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

  /** Something may have become due. */
  protected tellDue(): void {
    for (const listener of this.#listeners) listener()
  }
}
