import { closeSync, mkdirSync, openSync } from "node:fs"
import { dirname } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { SettingError, WebhookError } from "../../shared/core/errors"
import { hashKeyOf, migrate, prepareStatements, type Statements } from "./sqlite-schema"

/** How long, in milliseconds, a commit waits for another process that holds the file's lock. */
const LOCK_TIMEOUT = 250

/** A file that cannot be opened is tried again at most this often, in milliseconds. */
const REOPEN_PAUSE = 1000

export type OpenFile = { database: DatabaseSync; statements: Statements; hashKey: Buffer }

/**
 * The connection to one file: opened when it is first needed, and anew after anything went wrong with it, so
 * that the store recovers by itself once the cause is gone.
 */
export class SqliteFile {
  readonly path: string
  readonly #onOpen: (file: OpenFile) => void
  #file: OpenFile | undefined
  #failure: { error: WebhookError; at: number } | undefined
  #closed = false

  /** @param onOpen called with every new connection, before it is used for anything else */
  constructor(path: string, onOpen: (file: OpenFile) => void) {
    this.path = path
    this.#onOpen = onOpen
  }

  get closed(): boolean {
    return this.#closed
  }

  /** The open file; throws a WebhookError `store-unavailable` or `shutting-down`. */
  use(): OpenFile {
    if (this.#closed) throw new WebhookError("shutting-down")
    if (this.#file) return this.#file
    if (this.#failure && Date.now() - this.#failure.at < REOPEN_PAUSE) throw this.#failure.error
    try {
      const file = openFile(this.path)
      this.#onOpen(file)
      this.#failure = undefined
      this.#file = file
      return file
    } catch (cause) {
      const reason = cause instanceof SettingError ? cause.code : "store-unavailable"
      const error = new WebhookError("store-unavailable", reason, { cause })
      this.#failure = { error, at: Date.now() }
      throw error
    }
  }

  /** Runs some work in one transaction; returns once it is on disk. */
  transact(work: (file: OpenFile) => void): void {
    const file = this.use()
    try {
      file.database.exec("BEGIN IMMEDIATE")
      work(file)
      file.database.exec("COMMIT")
    } catch (cause) {
      this.#disconnect() // whatever state the connection is in now, a fresh one has none of it
      throw new WebhookError("store-unavailable", "store-unavailable", { cause })
    }
  }

  close(): void {
    this.#closed = true
    this.#disconnect()
  }

  #disconnect(): void {
    const file = this.#file
    this.#file = undefined
    try {
      file?.database.close()
    } catch {
      // closed already by the failure that led here
    }
  }
}

function openFile(path: string): OpenFile {
  mkdirSync(dirname(path), { recursive: true })
  closeSync(openSync(path, "a", 0o600)) // guests' data: nobody else's to read
  const database = new (sqlite().DatabaseSync)(path, { timeout: LOCK_TIMEOUT })
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
