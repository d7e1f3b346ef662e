import { hash, randomBytes, randomUUID } from "node:crypto"
import type { Delivery, Envelope } from "../../shared/core/delivery"
import { WebhookError } from "../../shared/core/errors"
import { Recent } from "../../shared/core/recent"
import type {
  Acceptance,
  LoggedDelivery,
  LoggedNotice,
  Notice,
  Redelivery,
  Store,
} from "../../shared/core/store"
import { LedgerStore } from "./ledger-store"
import { MemoryClaims } from "./memory-claims"
import { endOfTurn } from "./turn"

/** How often, in milliseconds, what need not be remembered any more is forgotten. */
const SWEEP_INTERVAL = 60_000

/**
 * What the log may take up: bytes of handled and of dead deliveries each, so many handled ones, and lines of requests that
 * were not kept. What lives for seconds and then goes is what V8 collects with most effort, so it is not more.
 */
const LOG = { bytes: 16_777_216, handled: 1000, notices: 1000 }

/** About what a delivery takes up besides its texts, in bytes. */
const OVERHEAD = 1000

/** How many ids are known at most, and half of them at least, whatever the retention: a quarter of a kilobyte each. */
const REMEMBERED = 100_000

/** As text, since a flow may change what it is given, and a structured clone costs more than all the rest. */
type Copy = Omit<Delivery, "envelope"> & { envelope: string }

const NOTHING: Copy = {
  ...{ endpoint: "", id: "", receivedAt: 0, type: "unknown", venue: null },
  ...{ envelope: "", content: Buffer.alloc(0) },
}

type Kept = { delivery: Copy; attempts: number; failures: number; reason: string | null }

/** Outlives deploys, not the process: for tests, and for flows that may start anew after a restart. */
export class MemoryStore extends LedgerStore implements Store {
  readonly place = randomUUID()
  readonly #hashKey = randomBytes(64).toString("latin1")
  /** Ids and when they came. */
  readonly #seen = new Recent<string, number>(REMEMBERED)
  /** All of the log, oldest first. */
  readonly #kept = new Map<number, Kept>()
  /** What may go when it takes up too much: a flow that always fails must not fill the memory. */
  readonly #dead = this.#recent(sizeOf)
  readonly #handled = this.#recent((kept) => Math.max(sizeOf(kept), LOG.bytes / LOG.handled))
  readonly #notices: LoggedNotice[] = []
  protected readonly claims = new MemoryClaims(() => this.#refuseWhenClosed())
  readonly #sweeper = setInterval(() => this.#sweep(), SWEEP_INTERVAL).unref()
  #sequence = 0
  #closed = false

  async accept(delivery: Delivery): Promise<Acceptance> {
    this.#refuseWhenClosed()
    const { endpoint, id, receivedAt } = delivery
    const known = `${endpoint} ${id}`
    if (this.#seen.has(known)) return { outcome: "duplicate" }
    if (this.ledger.size >= this.limits.maxPending) throw new WebhookError("store-full")
    this.#seen.add(known, receivedAt)
    const sequence = ++this.#sequence
    this.ledger.open(sequence, endpoint)
    this.ledger.take(sequence)
    this.#kept.set(sequence, { delivery: copyOf(delivery), attempts: 1, failures: 0, reason: null })
    await endOfTurn()
    return { outcome: "stored", sequence }
  }

  settle(sequence: number): void {
    this.ledger.settle(sequence)
    const kept = this.#kept.get(sequence)
    if (kept && !this.#handled.has(sequence)) this.#handled.add(sequence, kept)
  }

  fail(sequence: number, reason: string, retryAt: number | null): void {
    const kept = this.#kept.get(sequence)
    if (!kept) return
    kept.failures++
    kept.reason = reason
    if (retryAt !== null) {
      this.ledger.giveBack(sequence, retryAt)
      return
    }
    this.ledger.settle(sequence)
    this.#dead.add(sequence, kept)
  }

  async due(endpoint: string, now: number, limit: number): Promise<Redelivery[]> {
    this.#refuseWhenClosed()
    return this.ledger.takeDue(endpoint, now, limit).flatMap((sequence) => {
      const kept = this.#kept.get(sequence)
      if (!kept) return []
      kept.attempts++
      const { attempts: attempt, failures } = kept
      return [{ sequence, attempt, failures, delivery: deliveryOf(kept.delivery) }]
    })
  }

  async flush(): Promise<void> {}

  async revive(sequence: number): Promise<boolean> {
    const kept = this.#kept.get(sequence)
    if (!kept || this.ledger.isUnderWay(sequence)) return false
    this.#dead.delete(sequence)
    this.#handled.delete(sequence)
    kept.failures = 0
    this.ledger.open(sequence, kept.delivery.endpoint)
    this.tellDue()
    return true
  }

  async read(sequence: number): Promise<Delivery | null> {
    const kept = this.#kept.get(sequence)
    return kept ? deliveryOf(kept.delivery) : null
  }

  async history(before: number, limit: number): Promise<LoggedDelivery[]> {
    const sequences = [...this.#kept.keys()].filter((sequence) => sequence < before)
    return sequences
      .slice(-limit)
      .reverse()
      .flatMap((sequence) => this.#logged(sequence))
  }

  async failed(): Promise<number[]> {
    return [...this.#kept].flatMap(([sequence, { reason }]) =>
      this.#dead.has(sequence) || (reason !== null && this.ledger.has(sequence)) ? [sequence] : [],
    )
  }

  async note(notices: readonly Notice[]): Promise<void> {
    for (const notice of notices) this.#notices.push({ ...notice, number: ++this.noted })
    this.#notices.splice(0, this.#notices.length - LOG.notices)
  }

  async notices(before: number, limit: number): Promise<LoggedNotice[]> {
    return this.#notices
      .filter(({ number }) => number < before)
      .slice(-limit)
      .reverse()
  }

  async erase(sequences: readonly number[]): Promise<void> {
    for (const sequence of sequences) this.#drop(sequence)
    this.changes++
  }

  /** Half of SHA-256 behind a secret: an HMAC takes five times as long, and defends the whole of it against continuation. */
  hash(text: string): string {
    return hash("sha256", this.#hashKey + text, "hex").slice(0, 32)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweeper)
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new WebhookError("shutting-down")
  }

  #sweep(): void {
    const now = Date.now()
    this.#forgetDeliveries(now - this.limits.retention)
    this.claims.sweep(now)
  }

  #forgetDeliveries(before: number): void {
    this.#seen.forgetWhile((receivedAt) => receivedAt < before)
    for (const [sequence, { delivery }] of this.#kept) {
      if (delivery.receivedAt >= before) break
      if (!this.ledger.isAwaited(sequence)) this.#drop(sequence)
    }
    this.#forgetNotices(before)
  }

  #forgetNotices(before: number): void {
    const kept = this.#notices.findIndex(({ receivedAt }) => receivedAt >= before)
    this.#notices.splice(0, kept === -1 ? this.#notices.length : kept)
  }

  #recent(size: (kept: Kept) => number): Recent<number, Kept> {
    return new Recent(LOG.bytes, size, (sequences) => {
      for (const sequence of sequences) this.#forget(sequence)
    })
  }

  #drop(sequence: number): void {
    this.ledger.settle(sequence)
    this.#handled.delete(sequence)
    this.#dead.delete(sequence)
    this.#forget(sequence)
  }

  /** V8 keeps what a busy Map held until its next full collection; what is forgotten shall hold nothing by then. */
  #forget(sequence: number): void {
    const kept = this.#kept.get(sequence)
    if (kept) kept.delivery = NOTHING
    this.#kept.delete(sequence)
  }

  #logged(sequence: number): LoggedDelivery[] {
    const kept = this.#kept.get(sequence)
    if (!kept) return []
    const { endpoint, id, receivedAt, type, venue } = kept.delivery
    const { attempts, reason } = kept
    const outcome = this.standing(sequence, { isDead: this.#dead.has(sequence), reason })
    return [{ sequence, endpoint, id, receivedAt, type, venue, outcome, reason, attempts }]
  }
}

function sizeOf({ delivery: { content, envelope } }: Kept): number {
  return content.length + envelope.length + OVERHEAD
}

function copyOf(delivery: Delivery): Copy {
  const { envelope, content } = delivery
  return { ...delivery, envelope: JSON.stringify(envelope), content: Buffer.from(content) }
}

function deliveryOf(copy: Copy): Delivery {
  const { envelope, content } = copy
  return { ...copy, envelope: JSON.parse(envelope) as Envelope, content: Buffer.from(content) }
}
