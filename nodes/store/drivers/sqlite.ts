import { z } from "zod"
import type { Delivery } from "../../shared/core/delivery"
import { WebhookError } from "../../shared/core/errors"
import type {
  Acceptance,
  LoggedDelivery,
  LoggedNotice,
  Notice,
  Redelivery,
  Report,
  Store,
  StoreLimits,
} from "../../shared/core/store"
import { GroupCommit } from "./group-commit"
import { keyedHash } from "./keyed-hash"
import { LedgerStore } from "./ledger-store"
import { SqliteClaims } from "./sqlite-claims"
import { type OpenFile, SqliteFile } from "./sqlite-file"
import {
  bounded,
  deliveryOf,
  type HistoryRow,
  type InboxRow,
  type NoticeRow,
  type RedeliveryRow,
} from "./sqlite-rows"
import { sweepSome } from "./sqlite-sweep"

/** When old rows go, in milliseconds: some time after the start, every so often, and how long between two steps. */
const SWEEP = { start: 30_000, interval: 600_000, pause: 10 }

/** Milliseconds after which what was settled is written down at the latest, and between two times: longer for a long list. */
const PROGRESS_DELAY = 250
const PROGRESS_PAUSE = 20
const LONG_LIST = 200

const progress = z.object({ last: z.number(), open: z.array(z.number()) })

/** One SQLite file (`node:sqlite`, WAL). What is answered is synced to disk. */
export class SqliteStore extends LedgerStore implements Store {
  readonly place: string
  readonly #file: SqliteFile
  readonly #commits = new GroupCommit<OpenFile>(
    (work, jobs) => this.#transact(work, jobs),
    () => this.#file.sync(),
    () => this.#file.pause,
  )
  protected readonly claims = new SqliteClaims(this.#commits)
  /** Settled, and not yet written down. */
  readonly #unwritten = new Set<number>()
  #progressWritten = Number.NEGATIVE_INFINITY
  #progressTimer: NodeJS.Timeout | undefined
  /** The ledger was read from the file, and nobody was told yet of what it found. */
  #isReloaded = false
  #sweeper: NodeJS.Timeout | undefined

  /** @param report told of a file that had to be moved aside */
  constructor(path: string, limits: StoreLimits, report: Report) {
    super(limits)
    this.place = path
    this.#file = new SqliteFile(path, (file) => this.#load(file), report)
  }

  accept({ endpoint, id, receivedAt, type, venue, envelope, content }: Delivery): Promise<Acceptance> {
    const idBytes = Buffer.from(id, "hex")
    const envelopeText = JSON.stringify(envelope)
    let taken: number | undefined
    const insert = ({ statements, seen }: OpenFile): Acceptance => {
      const key = seen.keyOf(endpoint, idBytes)
      if (seen.has(key)) return { outcome: "duplicate" }
      if (this.ledger.size >= this.limits.maxPending) throw new WebhookError("store-full")
      const { lastInsertRowid } = statements.insertDelivery.run(
        endpoint,
        idBytes,
        receivedAt,
        type,
        venue,
        envelopeText,
        content,
      )
      const sequence = Number(lastInsertRowid)
      seen.add(key, sequence)
      this.ledger.open(sequence, endpoint)
      this.ledger.take(sequence)
      taken = sequence
      return { outcome: "stored", sequence }
    }
    // Whoever is told that it was not kept is not busy with it; what was not synced may still be in the file.
    const undo = () => {
      if (taken !== undefined) this.giveBack(taken)
    }
    return this.#commits.add(insert, { bytes: envelopeText.length + content.length, undo })
  }

  override lull(): Promise<void> {
    return this.#commits.lull()
  }

  settle(sequence: number): void {
    this.ledger.settle(sequence)
    this.#unwritten.add(sequence)
    this.#writeProgressSoon()
  }

  fail(sequence: number, reason: string, retryAt: number | null): void {
    if (!this.ledger.has(sequence)) return // it was in a file that is not there any more
    if (retryAt === null) this.ledger.settle(sequence)
    else this.ledger.giveBack(sequence, retryAt)
    const marked = this.#commits.add(({ statements }) => {
      statements.markFailed.run(sequence, Math.round(retryAt ?? 0), retryAt === null ? 1 : 0, reason)
    })
    const shown = marked.then(() => {
      this.changes++ // before, it looked as if it were handled
    })
    shown.catch(() => {}) // not written down: after a restart it is simply due again
  }

  async due(...asked: Parameters<Store["due"]>): Promise<Redelivery[]> {
    this.#file.use() // the ledger is what the file says
    return this.takeDue(asked, (sequences) =>
      this.#commits.add(({ statements }) =>
        sequences.flatMap((sequence) => {
          const row = statements.readDelivery.get(sequence) as RedeliveryRow | undefined
          if (!row) return []
          const attempt = row.attempts + 1
          statements.countAttempt.run(sequence, attempt)
          return [{ sequence, attempt, failures: row.failures, delivery: deliveryOf(row) }]
        }),
      ),
    )
  }

  async flush(): Promise<void> {
    if (!this.ledger.changed || this.#file.closed) return
    this.#progressWritten = Number.NEGATIVE_INFINITY
    this.#commits.add(() => {}).catch(() => {})
    this.#commits.flush()
  }

  async revive(sequence: number): Promise<boolean> {
    const isRevived = await this.#commits.add(({ statements }) => {
      const row = statements.readDelivery.get(sequence) as InboxRow | undefined
      if (!row || this.ledger.isUnderWay(sequence)) return false
      statements.revive.run(sequence)
      this.ledger.open(sequence, row.endpoint)
      this.#progressWritten = Number.NEGATIVE_INFINITY // not settled any more, it must be in the ledger
      return true
    })
    if (isRevived) this.tellDue()
    return isRevived
  }

  async read(sequence: number): Promise<Delivery | null> {
    const row = this.#file.use().statements.readDelivery.get(sequence) as InboxRow | undefined
    return row ? deliveryOf(row) : null
  }

  async history(before: number, limit: number): Promise<LoggedDelivery[]> {
    const rows = this.#file.use().statements.history.all(bounded(before), limit) as HistoryRow[]
    return rows.map(({ id, received, dead, ...row }) => ({
      ...row,
      id: Buffer.from(id).toString("hex"),
      receivedAt: received,
      outcome: this.standing(row.sequence, { isDead: dead === 1, reason: row.reason }),
    }))
  }

  async failed(): Promise<number[]> {
    const rows = this.#file.use().statements.failed.all() as Pick<HistoryRow, "sequence" | "dead">[]
    return rows
      .filter(({ sequence, dead }) => dead === 1 || this.ledger.has(sequence))
      .map(({ sequence }) => sequence)
  }

  async note(notices: readonly Notice[]): Promise<void> {
    await this.#commits.add(({ statements }) => {
      for (const { endpoint, outcome, receivedAt, id, type, venue, reason } of notices)
        statements.insertNotice.run(endpoint, outcome, receivedAt, id, type, venue, reason)
    })
    this.noted += notices.length
  }

  async notices(before: number, limit: number): Promise<LoggedNotice[]> {
    const rows = this.#file.use().statements.notices.all(bounded(before), limit) as NoticeRow[]
    return rows.map(({ received, ...row }) => ({ ...row, receivedAt: received }))
  }

  async erase(sequences: readonly number[]): Promise<void> {
    if (sequences.length === 0) return
    await this.#commits.add(({ statements }) => {
      for (const sequence of sequences) {
        statements.erase.run(sequence)
        statements.deleteTrouble.run(sequence)
        this.ledger.settle(sequence)
      }
    })
    this.changes++
    await this.#file.emptyLog()
  }

  async hash(text: string): Promise<string> {
    return keyedHash(this.#file.use().hashKey, text)
  }

  async close(): Promise<void> {
    await this.flush()
    this.#commits.flush()
    clearInterval(this.#sweeper)
    clearTimeout(this.#progressTimer)
    await this.#file.close()
  }

  #transact(work: (file: OpenFile) => void, jobs: number): void {
    let isWritten = false
    this.#file.transact((file) => {
      work(file)
      file.seen.writeSome()
      isWritten = this.#writeProgress(file)
    }, jobs)
    if (isWritten) this.#unwritten.clear()
    this.#tellOfReload()
  }

  /** Only after a commit: what was found cannot be taken before the file can be written. */
  #tellOfReload(): void {
    if (!this.#isReloaded) return
    this.#isReloaded = false
    this.tellDue()
  }

  /** What is unhandled, as the file says: also after a failed commit, whose events never were there. */
  #load({ statements }: OpenFile): void {
    const written = statements.readProgress.get()?.value
    const { last, open } =
      typeof written === "string" ? progress.parse(JSON.parse(written)) : { last: 0, open: [] }
    this.ledger.reset(Number(statements.lastSequence.get()?.seq ?? 0))
    for (const row of statements.unsettled.all(last, JSON.stringify(open))) {
      this.ledger.open(Number(row.sequence), String(row.endpoint), Number(row.due))
    }
    for (const sequence of this.#unwritten) this.ledger.settle(sequence)
    this.#isReloaded = true
    this.#sweeper ??= this.#sweepRegularly()
  }

  /** @returns whether it wrote */
  #writeProgress({ statements }: OpenFile): boolean {
    const now = performance.now()
    const pause = this.ledger.size > LONG_LIST ? PROGRESS_DELAY : PROGRESS_PAUSE
    if (!this.ledger.changed || now - this.#progressWritten < pause) return false
    this.#progressWritten = now
    statements.writeMeta.run("progress", JSON.stringify(this.ledger.state()))
    return true
  }

  /** At least once is the promise, so nobody waits for this; mostly the next event's commit takes it along. */
  #writeProgressSoon(): void {
    if (this.#file.closed) return
    this.#progressTimer ??= setTimeout(() => {
      this.#progressTimer = undefined
      this.#progressWritten = Number.NEGATIVE_INFINITY
      if (this.ledger.changed) this.#commits.add(() => {}).catch(() => {})
    }, PROGRESS_DELAY).unref()
  }

  #sweepRegularly(): NodeJS.Timeout {
    const begin = () => {
      this.#file.ageIds()
      this.#sweep(0)
    }
    setTimeout(begin, SWEEP.start).unref()
    return setInterval(begin, SWEEP.interval).unref()
  }

  /** Events and keys that need not be remembered any more go a few at a time, until none is left. */
  #sweep(after: number): void {
    if (this.#file.closed) return
    const swept = this.#commits.add((file) => sweepSome(file, this.ledger, this.limits.retention, after))
    swept.then(
      (next) => {
        if (next !== null) setTimeout(() => this.#sweep(next), SWEEP.pause).unref()
      },
      () => {}, // what could not be removed now is removed by the next sweep
    )
  }
}
