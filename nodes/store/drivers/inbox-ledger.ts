/** What is unhandled of the inbox: per sequence its endpoint, and when it is due again if it failed before. */
type Entry = { endpoint: string; due: number }

/** As it is written down: everything up to `last` is settled, except `open`. */
export type LedgerState = { last: number; open: number[] }

/**
 * Which of the inbox's deliveries are not settled. It is kept in memory and written down as a watermark with
 * exceptions, one small row per commit, instead of an update per settled event.
 */
export class InboxLedger {
  readonly #entries = new Map<number, Entry>()
  #last = 0
  #changed = false

  get size(): number {
    return this.#entries.size
  }

  /** Whether anything was settled or opened since `state` was last asked for. */
  get changed(): boolean {
    return this.#changed
  }

  has(sequence: number): boolean {
    return this.#entries.has(sequence)
  }

  open(sequence: number, endpoint: string, due = 0): void {
    this.#entries.set(sequence, { endpoint, due })
    this.#last = Math.max(this.#last, sequence)
    this.#changed = true
  }

  settle(sequence: number): void {
    if (this.#entries.delete(sequence)) this.#changed = true
  }

  postpone(sequence: number, due: number): void {
    const entry = this.#entries.get(sequence)
    if (entry) entry.due = due
  }

  /** Oldest first: what another instance left may be older than what is here already. */
  due(endpoint: string, now: number, limit: number, underWay: ReadonlySet<number>): number[] {
    return [...this.#entries]
      .filter(
        ([sequence, entry]) => entry.endpoint === endpoint && entry.due <= now && !underWay.has(sequence),
      )
      .map(([sequence]) => sequence)
      .sort((a, b) => a - b)
      .slice(0, limit)
  }

  state(): LedgerState {
    this.#changed = false
    return { last: this.#last, open: [...this.#entries.keys()] }
  }

  /** Starts over from what the file says. */
  reset(last: number): void {
    this.#entries.clear()
    this.#last = last
    this.#changed = false
  }
}
