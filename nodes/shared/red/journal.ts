import type { Notice, Store } from "../core/store"
import type { Outcome } from "../http/receive"

/** How often, in milliseconds, and how many lines at a time one in-node writes to the log. */
const BATCH = { interval: 500, lines: 50 }

/**
 * Notes what was answered and not kept. Nobody waits for it, and whoever sends without end makes it write no more
 * than one batch an interval: of more lines the first and the last are kept.
 */
export class Journal {
  readonly #endpoint: string
  readonly #store: Pick<Store, "note">
  #lines: Notice[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(endpoint: string, store: Pick<Store, "note">) {
    this.#endpoint = endpoint
    this.#store = store
  }

  note(outcome: Outcome): void {
    if (outcome.kind === "accepted") return
    if (this.#lines.length === BATCH.lines) this.#lines.pop()
    this.#lines.push({ endpoint: this.#endpoint, receivedAt: Date.now(), ...noticeOf(outcome) })
    this.#timer ??= setTimeout(() => void this.flush(), BATCH.interval).unref()
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const lines = this.#lines
    this.#lines = []
    // A store in trouble says so by itself.
    if (lines.length > 0) await this.#store.note(lines).catch(() => {})
  }
}

function noticeOf(outcome: Exclude<Outcome, { kind: "accepted" }>): Omit<Notice, "endpoint" | "receivedAt"> {
  const nothing = { id: null, type: null, venue: null, reason: null }
  if (outcome.kind === "rejected") return { ...nothing, outcome: "rejected", reason: outcome.error.reason }
  if (outcome.kind === "probe") return { ...nothing, outcome: "validated" }
  const { id, type, venue } = outcome.delivery
  return { outcome: "duplicate", id, type, venue, reason: null }
}
