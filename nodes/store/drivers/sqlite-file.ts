import type { KeyObject } from "node:crypto"
import { closeSync, existsSync, mkdirSync, openSync, renameSync, type Stats, statSync } from "node:fs"
import { dirname } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { SettingError, WebhookError } from "../../shared/core/errors"
import type { Report } from "../../shared/core/store"
import { Checkpoints } from "./checkpoints"
import { SeenIds } from "./seen-ids"
import { hashKeyOf, migrate, prepareStatements, type Statements, versionOf } from "./sqlite-schema"
import { SyncFile } from "./sync-file"

/** How long, in milliseconds, a commit waits for another process that holds the file's lock. */
const LOCK_TIMEOUT = 250

/**
 * A file that cannot be opened, or to which two commits in a row have failed, is tried again at most this often, in milliseconds: to
 * open it may take a tenth of a second.
 */
const REOPEN_PAUSE = 1000

/**
 * A commit is synced beside the event loop (sync-file.ts): as with FULL nobody is told before, but nobody waits for the
 * disk either. What checkpoints.ts leaves of the log, SQLite moves itself at 8000 pages; only a longer one is cut, since
 * writing over a file syncs several times faster than making it longer. What was deleted makes room in the file a
 * little at a time, and is overwritten: it was about guests.
 */
const CONFIGURATION = `
  PRAGMA busy_timeout = ${LOCK_TIMEOUT};
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA secure_delete = ON;
  PRAGMA wal_autocheckpoint = 8000;
  PRAGMA journal_size_limit = 33554432`

/** How often it is tried to empty the log, and how many milliseconds between. */
const EMPTY_LOG = { tries: 20, pause: 50 }

/** SQLite's result codes for a file that is none of its own, or broken; extended codes have more bits. */
const CORRUPT = new Set([11, 26])

export type OpenFile = {
  database: DatabaseSync
  statements: Statements
  seen: SeenIds
  /** Of what other connections have written. */
  version: unknown
  hashKey: KeyObject
  /** The write-ahead log: a commit is durable once it is synced. */
  log: SyncFile
  checkpoints: Checkpoints
}

/**
 * The connection to one file: opened when it is first needed, and anew after anything went wrong with it, so
 * that the store recovers by itself once the cause is gone.
 */
export class SqliteFile {
  readonly path: string
  readonly #onOpen: (file: OpenFile) => void
  readonly #report: Report
  #file: OpenFile | undefined
  /** Of the database and its log, as this process left them. */
  #appearance: { database?: Appearance; log?: Appearance } = {}
  /** Tells one database from another. */
  #hashKey: KeyObject | undefined
  /** `at`: milliseconds of a clock that nobody sets. */
  #failure: { error: WebhookError; at: number } | undefined
  /** The last commit. */
  #hasFailed = false
  #closed = false

  /**
   * @param onOpen called with every new connection, before it is used for anything else
   * @param report told what somebody has to look after
   */
  constructor(path: string, onOpen: (file: OpenFile) => void, report: Report) {
    this.path = path
    this.#onOpen = onOpen
    this.#report = report
  }

  get closed(): boolean {
    return this.#closed
  }

  /** The open file; throws a WebhookError `store-unavailable` or `shutting-down`. */
  use(): OpenFile {
    if (this.#closed) throw new WebhookError("shutting-down")
    if (this.#file) return this.#file
    if (this.#failure && performance.now() - this.#failure.at < REOPEN_PAUSE) throw this.#failure.error
    try {
      const file = openFile(this.path, () => {
        this.#appearance.database = appearanceOf(this.path)
      })
      this.#onOpen(file)
      this.#failure = undefined
      this.#file = file
      this.#remember()
      this.#recognize(file)
      return file
    } catch (cause) {
      if (isCorrupt(cause)) this.#moveAside()
      const reason = cause instanceof SettingError ? cause.code : "store-unavailable"
      const error = new WebhookError("store-unavailable", reason, { cause })
      this.#failure = { error, at: performance.now() }
      throw error
    }
  }

  /**
   * Runs some work in one transaction, which a power failure may undo until it is synced.
   *
   * @param jobs how much was asked of it
   */
  transact(work: (file: OpenFile) => void, jobs: number): void {
    // What SQLite has cached hides that the file was deleted, overwritten or truncated: it would go on confirming what
    // no later process could read. A new connection sees what is there.
    if (this.#file && !this.#looksAsLeft(this.#file)) this.#disconnect()
    const file = this.use()
    try {
      this.#begin(file)
      work(file)
      file.statements.commit.run()
      file.checkpoints.consider(jobs)
      this.#remember()
      this.#hasFailed = false
    } catch (cause) {
      this.#disconnect() // whatever state the connection is in now, a fresh one has none of it
      if (isCorrupt(cause)) this.#moveAside()
      const error = new WebhookError("store-unavailable", "store-unavailable", { cause })
      if (this.#hasFailed) this.#failure = { error, at: performance.now() }
      this.#hasFailed = true
      throw error
    }
  }

  /** Resolves when the next commit may begin, if now it had better wait. */
  get pause(): Promise<void> | undefined {
    return this.#file?.checkpoints.pause
  }

  /** Has ids go into their table that are known in memory only, with the next commits. */
  ageIds(): void {
    this.#file?.seen.age()
  }

  /** Resolves once all transactions so far are on disk. */
  async sync(): Promise<void> {
    const file = this.use()
    try {
      await file.log.sync()
    } catch (cause) {
      if (this.#file === file) this.#disconnect()
      throw new WebhookError("store-unavailable", "store-unavailable", { cause })
    }
  }

  /** What was overwritten is in the write-ahead log until that is emptied. */
  async emptyLog(): Promise<void> {
    for (let tries = EMPTY_LOG.tries; tries > 0 && !this.#closed; tries--) {
      const file = this.use()
      // Beside a checkpoint it cannot be emptied, and would hold up the event loop in vain.
      if ((!file.checkpoints.isBusy || tries === 1) && this.#truncateLog(file)) return
      await new Promise((resolve) => setTimeout(resolve, EMPTY_LOG.pause))
    }
  }

  #truncateLog(file: OpenFile): boolean {
    const isOurs = this.#looksAsLeft(file)
    const result = file.statements.truncateLog.get()
    if (isOurs) this.#remember()
    return result?.busy === 0
  }

  async close(): Promise<void> {
    this.#closed = true
    if (this.#file) this.#writeSeen(this.#file)
    // The last connection to be closed leaves no log behind.
    await this.#file?.checkpoints.end()
    this.#disconnect()
  }

  /** Takes the lock, so that nobody else writes from here on. What they wrote just before is not in memory yet. */
  #begin(file: OpenFile): void {
    file.statements.begin.run()
    const version = versionOfOthers(file)
    if (version === file.version) return
    file.version = version
    file.seen = new SeenIds(file.statements)
    this.#onOpen(file)
  }

  /** What is known in memory only would have to be read from the inbox by whoever opens the file next. */
  #writeSeen(file: OpenFile): void {
    if (!this.#looksAsLeft(file)) return
    try {
      this.#begin(file)
      file.seen.writeAll()
      file.statements.commit.run()
    } catch {
      // then it is read from there
    }
  }

  #remember(): void {
    this.#appearance = { database: appearanceOf(this.path), log: appearanceOf(`${this.path}-wal`) }
  }

  /** A checkpoint writes to the database at any time; to the log only this process does. */
  #looksAsLeft({ checkpoints }: OpenFile): boolean {
    const { database, log } = this.#appearance
    return (
      isSame(appearanceOf(`${this.path}-wal`), log) &&
      (checkpoints.isBusy || isSame(appearanceOf(this.path), database))
    )
  }

  /** Says so where it is another database than before. */
  #recognize({ hashKey }: OpenFile): void {
    if (this.#hashKey && !hashKey.equals(this.#hashKey)) this.#report("store-replaced", { file: this.path })
    this.#hashKey = hashKey
  }

  /** What is in a broken file may still be saved by hand, so it is kept; a new one takes its place. */
  #moveAside(): void {
    const aside = `${this.path}.corrupt-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}`
    try {
      for (const suffix of ["", "-wal", "-shm"]) {
        if (existsSync(this.path + suffix)) renameSync(this.path + suffix, aside + suffix)
      }
      this.#report("store-corrupt", { file: aside })
      this.#hashKey = undefined
    } catch {
      // It stays where it is, and every try to open it says that it is broken.
    }
  }

  #disconnect(): void {
    const file = this.#file
    this.#file = undefined
    file?.log.close()
    void file?.checkpoints.end()
    try {
      file?.database.close()
    } catch {
      // closed already by the failure that led here
    }
  }
}

/** Which file it is, how long, and when written. */
type Appearance = Pick<Stats, "ino" | "size" | "mtimeMs"> | undefined

function appearanceOf(path: string): Appearance {
  return statSync(path, { throwIfNoEntry: false })
}

function isSame(one: Appearance, other: Appearance): boolean {
  return one?.ino === other?.ino && one?.size === other?.size && one?.mtimeMs === other?.mtimeMs
}

/** Changes with what other connections write; moving it from the log is none of that. */
function versionOfOthers({ statements }: Pick<OpenFile, "statements">): unknown {
  return statements.dataVersion.get()?.data_version
}

function isCorrupt(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && CORRUPT.has(Number(error.errcode) & 0xff)
}

function openFile(path: string, onCheckpoint: () => void): OpenFile {
  mkdirSync(dirname(path), { recursive: true })
  closeSync(openSync(path, "a", 0o600)) // guests' data: nobody else's to read
  const database = new (sqlite().DatabaseSync)(path)
  try {
    const version = versionOf(database) // before anything is written to the file
    database.exec(CONFIGURATION)
    migrate(database, version)
    const hashKey = hashKeyOf(database)
    const statements = prepareStatements(database)
    return {
      database,
      statements,
      version: versionOfOthers({ statements }), // before anything is read from it
      seen: new SeenIds(statements),
      hashKey,
      ...{ log: new SyncFile(`${path}-wal`), checkpoints: new Checkpoints(path, onCheckpoint) },
    }
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
