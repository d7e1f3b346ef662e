import { createHmac } from "node:crypto"
import { closeSync, mkdirSync, openSync } from "node:fs"
import { dirname } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import type { Delivery } from "../../shared/core/delivery"
import { SettingError, WebhookError } from "../../shared/core/errors"
import type { Acceptance, Claim, ClaimResult, Store, StoreLimits } from "../../shared/core/store"
import { GroupCommit } from "./group-commit"
import { hashKeyOf, migrate, prepareStatements } from "./sqlite-schema"

/** How long, in milliseconds, a commit waits for another process that holds the file's lock. */
const LOCK_TIMEOUT = 250

/** A file that cannot be opened is tried again at most this often, in milliseconds. */
const REOPEN_PAUSE = 1000

/** How often old rows go, in milliseconds, and how many at a time, so that no request waits for it. */
const SWEEP = { interval: 600_000, rows: 500 }

/** How "for ever" is written into an integer column. */
const FOREVER = Number.MAX_SAFE_INTEGER

type OpenFile = {
  database: DatabaseSync
  statements: ReturnType<typeof prepareStatements>
  hashKey: Buffer
}

/** One SQLite file (`node:sqlite`, WAL, `synchronous=FULL`), opened when it is first needed. */
export class SqliteStore implements Store {
  readonly #file: string
  readonly #limits: StoreLimits
  readonly #commits = new GroupCommit<OpenFile>((work) => this.#transact(work))
  readonly #pending = new Set<number>()
  #open: OpenFile | undefined
  #failure: { error: WebhookError; at: number } | undefined
  #sweeper: NodeJS.Timeout | undefined
  #closed = false

  constructor(file: string, limits: StoreLimits) {
    this.#file = file
    this.#limits = limits
  }

  async accept(delivery: Delivery): Promise<Acceptance> {
    const id = Buffer.from(delivery.id, "hex")
    const envelope = JSON.stringify(delivery.envelope)
    const { endpoint, receivedAt, content } = delivery
    return this.#commits.add(({ statements }) => {
      if (statements.findDelivery.get(endpoint, id)) return { outcome: "duplicate" }
      if (this.#pending.size >= this.#limits.maxPending) throw new WebhookError("store-full")
      const { lastInsertRowid } = statements.insertDelivery.run(endpoint, id, receivedAt, envelope, content)
      const sequence = Number(lastInsertRowid)
      this.#pending.add(sequence)
      return { outcome: "stored", sequence }
    })
  }

  settle(sequence: number): void {
    this.#pending.delete(sequence)
  }

  async claim({ scope, key, time, window, expires }: Claim): Promise<ClaimResult> {
    return this.#commits.add(({ statements }) => {
      const from = Math.max(time - window, -FOREVER)
      const to = Math.min(time + window, FOREVER)
      const found = statements.findClaim.get(scope, key, from, to, time)
      if (!found) {
        statements.insertClaim.run(scope, key, time, Math.min(expires, FOREVER))
        return { first: true, firstSeen: time, count: 1 }
      }
      const firstSeen = Number(found.time)
      statements.countClaim.run(scope, key, firstSeen)
      return { first: false, firstSeen, count: Number(found.count) + 1 }
    })
  }

  async forget(scope: string, key?: string): Promise<void> {
    await this.#commits.add(({ statements }) => {
      if (key === undefined) statements.forgetScope.run(scope)
      else statements.forgetKey.run(scope, key)
    })
  }

  async hash(text: string): Promise<string> {
    return createHmac("sha256", this.#opened().hashKey).update(text).digest("hex").slice(0, 32)
  }

  async close(): Promise<void> {
    this.#commits.flush()
    this.#closed = true
    this.#shut()
  }

  #transact(work: (file: OpenFile) => void): void {
    const file = this.#opened()
    const inserted = this.#pending.size
    try {
      file.database.exec("BEGIN IMMEDIATE")
      work(file)
      file.database.exec("COMMIT")
    } catch (error) {
      this.#forgetPendingAfter(inserted)
      // Whatever state the connection is in now, a fresh one has none of it.
      this.#shut()
      throw new WebhookError("store-unavailable", "store-unavailable", { cause: error })
    }
  }

  /** What the failed transaction put into the inbox never was there. */
  #forgetPendingAfter(count: number): void {
    for (const sequence of [...this.#pending].slice(count)) this.#pending.delete(sequence)
  }

  #opened(): OpenFile {
    if (this.#closed) throw new WebhookError("shutting-down")
    if (this.#open) return this.#open
    if (this.#failure && Date.now() - this.#failure.at < REOPEN_PAUSE) throw this.#failure.error
    try {
      this.#open = openFile(this.#file)
      this.#failure = undefined
    } catch (cause) {
      const reason = cause instanceof SettingError ? cause.code : "store-unavailable"
      const error = new WebhookError("store-unavailable", reason, { cause })
      this.#failure = { error, at: Date.now() }
      throw error
    }
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP.interval).unref()
    return this.#open
  }

  #shut(): void {
    clearInterval(this.#sweeper)
    const open = this.#open
    this.#open = undefined
    try {
      open?.database.close()
    } catch {
      // already closed by the failure that led here
    }
  }

  /** Events and keys that need not be remembered any more go a few at a time, until none is left. */
  #sweep(): void {
    const now = Date.now()
    const [oldestPending = FOREVER] = this.#pending
    const removed = this.#commits.add(({ statements }) => {
      const { changes: events } = statements.sweepInbox.run(
        now - this.#limits.retention,
        oldestPending,
        SWEEP.rows,
      )
      const { changes: keys } = statements.sweepClaims.run(now, SWEEP.rows)
      return Math.max(Number(events), Number(keys))
    })
    removed.then(
      (count) => {
        if (count === SWEEP.rows && !this.#closed) setTimeout(() => this.#sweep(), 50).unref()
      },
      () => {}, // what could not be removed now is removed by the next sweep
    )
  }
}

function openFile(file: string): OpenFile {
  mkdirSync(dirname(file), { recursive: true })
  closeSync(openSync(file, "a", 0o600)) // guests' data: nobody else's to read
  const database = new (sqlite().DatabaseSync)(file, { timeout: LOCK_TIMEOUT })
  try {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    migrate(database)
    return { database, statements: prepareStatements(database), hashKey: hashKeyOf(database) }
  } catch (error) {
    database.close()
    throw error
  }
}

// Not at the top of the file: before Node 22.13 it is not there, and the package must load to say so.
function sqlite(): typeof import("node:sqlite") {
  try {
    return require("node:sqlite") as typeof import("node:sqlite")
  } catch (cause) {
    throw new SettingError("sqlite-missing", {}, { cause })
  }
}
