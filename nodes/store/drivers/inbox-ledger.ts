/** An unsettled delivery; `due` (milliseconds since 1970) is 0 where nothing postpones it. */
type Entry = { endpoint: string; due: number }

/** As it is written down: everything up to `last` is settled, except `open`. */
export type LedgerState = { last: number; open: number[] }

/**
 * Which of the inbox's deliveries are not settled, and which of those somebody is busy with. It is kept in memory
 * and written down as a watermark with exceptions, one small row per commit, instead of an update per event.
 */
export class InboxLedger {
  readonly #entries = new Map<number, Entry>()
  /** On their way through the flows of this process. */
  readonly #underWay = new Set<number>()
  #last = 0
  #changed = false
  #endpoints: ReadonlySet<string> | undefined
  #counted = 0
  #version = 0

  /** How many are unhandled, of the endpoints that there are. */
  get size(): number {
    return this.#counted
  }

  /** Counts what was opened, settled and given back. */
  get version(): number {
    return this.#version
  }

  /** Whether anything was settled or opened since `state` was last asked for. */
  get changed(): boolean {
    return this.#changed
  }

  has(sequence: number): boolean {
    return this.#entries.has(sequence)
  }

  isUnderWay(sequence: number): boolean {
    return this.#underWay.has(sequence)
  }

  /** Whether a delivery waits for an endpoint that there is. */
  isAwaited(sequence: number): boolean {
    const entry = this.#entries.get(sequence)
    return entry !== undefined && this.#counts(entry)
  }

  /** Those that wait for endpoints that are gone. */
  unawaited(): number[] {
    return [...this.#entries.keys()].filter((sequence) => !this.isAwaited(sequence))
  }

  /** Who is busy with it stays so. */
  open(sequence: number, endpoint: string, due = 0): void {
    this.#remove(sequence)
    const entry = { endpoint, due }
    this.#entries.set(sequence, entry)
    if (this.#counts(entry)) this.#counted++
    this.#last = Math.max(this.#last, sequence)
    this.#version++
    this.#changed = true
  }

  settle(sequence: number): void {
    this.#underWay.delete(sequence)
    this.#remove(sequence)
  }

  /** Somebody is busy with it: it is not due. */
  take(sequence: number): void {
    this.#underWay.add(sequence)
  }

  /** Nobody is busy with it any more, and it is not handled. */
  giveBack(sequence: number, due = 0): void {
    this.#underWay.delete(sequence)
    const entry = this.#entries.get(sequence)
    if (entry) entry.due = due
    this.#version++
  }

  /** Takes what is due, oldest first: what another instance left may be older than what is here already. */
  takeDue(endpoint: string, now: number, limit: number): number[] {
    const due: number[] = []
    for (const [sequence, entry] of this.#entries) {
      if (entry.due <= now && this.#waits(sequence, entry, endpoint)) due.push(sequence)
    }
    const taken = due.sort((a, b) => a - b).slice(0, limit)
    for (const sequence of taken) this.take(sequence)
    return taken
  }

  /** When the next one is due, or null where none waits. */
  nextDue(endpoint: string): number | null {
    let next: number | null = null
    for (const [sequence, entry] of this.#entries) {
      if (!this.#waits(sequence, entry, endpoint)) continue
      if (entry.due === 0) return 0
      next = Math.min(next ?? entry.due, entry.due)
    }
    return next
  }

  /** Deliveries of other endpoints stay, but take no room: their nodes are disabled or deleted. */
  expect(endpoints: ReadonlySet<string>): void {
    this.#endpoints = endpoints
    this.#counted = [...this.#entries.values()].filter((entry) => this.#counts(entry)).length
  }

  state(): LedgerState {
    this.#changed = false
    return { last: this.#last, open: [...this.#entries.keys()] }
  }

  /** Starts over from what the file says; what somebody is busy with, somebody still is. */
  reset(last: number): void {
    this.#entries.clear()
    this.#counted = 0
    this.#last = last
    this.#changed = false
  }

  #remove(sequence: number): void {
    const entry = this.#entries.get(sequence)
    if (!entry) return
    this.#entries.delete(sequence)
    if (this.#counts(entry)) this.#counted--
    this.#version++
    this.#changed = true
  }

  #counts({ endpoint }: Entry): boolean {
    return this.#endpoints?.has(endpoint) ?? true
  }

  #waits(sequence: number, entry: Entry, endpoint: string): boolean {
    return entry.endpoint === endpoint && !this.#underWay.has(sequence)
  }
}
