import { createSecretKey, type KeyObject, randomBytes } from "node:crypto"
import type { DatabaseSync } from "node:sqlite"
import { SettingError } from "../../shared/core/errors"

/**
 * The file's layout, step by step: the n-th entry makes version n of the one before. Released steps never
 * change. Sequences are never used again (AUTOINCREMENT), so that they are the order of arrival for ever.
 */
const STEPS = [
  `CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;

   CREATE TABLE inbox (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     endpoint TEXT NOT NULL,
     id BLOB NOT NULL,
     received INTEGER NOT NULL,
     envelope TEXT NOT NULL,
     content BLOB NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX inbox_id ON inbox (endpoint, id);

   -- only of deliveries that were emitted more than once, or failed
   CREATE TABLE trouble (
     sequence INTEGER PRIMARY KEY,
     attempts INTEGER NOT NULL,
     due INTEGER NOT NULL,
     dead INTEGER NOT NULL,
     reason TEXT
   ) STRICT;

   CREATE TABLE claim (
     scope TEXT NOT NULL,
     key TEXT NOT NULL,
     time INTEGER NOT NULL,
     count INTEGER NOT NULL,
     expires INTEGER NOT NULL,
     -- until when an uncommitted claim stands, and whose it is; null when committed
     lease INTEGER,
     holder TEXT,
     PRIMARY KEY (scope, key, time)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX claim_expires ON claim (expires);`,

  `-- what the log shows of a delivery
   ALTER TABLE inbox ADD COLUMN type TEXT NOT NULL DEFAULT 'unknown';
   ALTER TABLE inbox ADD COLUMN venue TEXT;

   CREATE TABLE notice (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     endpoint TEXT NOT NULL,
     outcome TEXT NOT NULL,
     received INTEGER NOT NULL,
     id TEXT,
     type TEXT,
     venue TEXT,
     reason TEXT
   ) STRICT;`,

  `ALTER TABLE trouble ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

   -- Microseconds since 1970: a file that takes a broken one's place goes on above its sequences, of which some may
   -- still be under way.
   DELETE FROM sqlite_sequence WHERE name = 'inbox';
   INSERT INTO sqlite_sequence (name, seq) VALUES ('inbox', CAST(unixepoch('subsec') * 1e6 AS INTEGER));`,

  `-- seen-ids.ts; in meta, 'seen' is the sequence up to which the inbox is in it
   CREATE TABLE seen (key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
   DROP INDEX inbox_id;`,
]

/** The layout's version in a file, 0 in a new one; refuses one that a newer version of this package wrote. */
export function versionOf(database: DatabaseSync): number {
  const version = Number(database.prepare("PRAGMA user_version").get()?.user_version ?? 0)
  if (version > STEPS.length) throw new SettingError("store-newer-schema")
  return version
}

/** Brings a file from a version to this one's layout. */
export function migrate(database: DatabaseSync, version: number): void {
  if (version === STEPS.length) return
  database.exec("BEGIN IMMEDIATE")
  for (const step of STEPS.slice(version)) database.exec(step)
  database.exec(`PRAGMA user_version = ${STEPS.length}; COMMIT`)
}

/** The key of the keyed hashes: made once, kept in the file, told to nobody. Prepared: as bytes it costs 13 us a hash. */
export function hashKeyOf(database: DatabaseSync): KeyObject {
  database.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('hash-key', ?)").run(randomBytes(32))
  const row = database.prepare("SELECT value FROM meta WHERE name = 'hash-key'").get()
  if (!(row?.value instanceof Uint8Array)) throw new Error("the hash key is gone")
  return createSecretKey(row.value)
}

/** How many ids one statement takes: to begin and end one costs as much as a key. */
export const SEEN_AT_ONCE = 32

export type Statements = ReturnType<typeof prepareStatements>

// Without numbered parameters (?1): node:sqlite of Node 22.13 takes them for named ones.
export function prepareStatements(database: DatabaseSync) {
  return {
    begin: database.prepare("BEGIN IMMEDIATE"),
    commit: database.prepare("COMMIT"),
    truncateLog: database.prepare("PRAGMA wal_checkpoint(TRUNCATE)"),
    dataVersion: database.prepare("PRAGMA data_version"),

    insertDelivery: database.prepare(
      "INSERT INTO inbox (endpoint, id, received, type, venue, envelope, content) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    unseen: database.prepare(
      `SELECT sequence, endpoint, id FROM inbox
       WHERE sequence > coalesce((SELECT value FROM meta WHERE name = 'seen'), 0) ORDER BY sequence`,
    ),
    findSeen: database.prepare("SELECT 1 FROM seen WHERE key = ?"),
    seenAfter: database.prepare("SELECT key FROM seen WHERE key > ? ORDER BY key LIMIT ?"),
    insertSeen: database.prepare("INSERT OR IGNORE INTO seen (key) VALUES (?)"),
    insertSeenMany: database.prepare(
      `INSERT OR IGNORE INTO seen (key) VALUES ${Array(SEEN_AT_ONCE).fill("(?)").join(", ")}`,
    ),
    deleteSeen: database.prepare("DELETE FROM seen WHERE key = ?"),

    readDelivery: database.prepare(
      `SELECT endpoint, id, received, type, venue, envelope, content, coalesce(attempts, 1) AS attempts,
         coalesce(failures, 0) AS failures
       FROM inbox LEFT JOIN trouble USING (sequence) WHERE sequence = ? AND envelope <> ''`,
    ),
    oldestDeliveries: database.prepare(
      `SELECT sequence, endpoint, id, received, length(content) AS bytes FROM inbox
       WHERE sequence > ? ORDER BY sequence LIMIT ?`,
    ),
    deleteDelivery: database.prepare("DELETE FROM inbox WHERE sequence = ?"),
    deleteTrouble: database.prepare("DELETE FROM trouble WHERE sequence = ?"),

    readProgress: database.prepare("SELECT value FROM meta WHERE name = 'progress'"),
    writeMeta: database.prepare(
      "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    ),
    lastSequence: database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'inbox'"),
    unsettled: database.prepare(
      `SELECT sequence, endpoint, coalesce(due, 0) AS due FROM inbox LEFT JOIN trouble USING (sequence)
       WHERE (sequence > ? OR sequence IN (SELECT value FROM json_each(?))) AND coalesce(dead, 0) = 0
       ORDER BY sequence`,
    ),
    countAttempt: database.prepare(
      `INSERT INTO trouble (sequence, attempts, due, dead) VALUES (?, ?, 0, 0)
       ON CONFLICT (sequence) DO UPDATE SET attempts = excluded.attempts`,
    ),
    markFailed: database.prepare(
      `INSERT INTO trouble (sequence, attempts, failures, due, dead, reason) VALUES (?, 1, 1, ?, ?, ?)
       ON CONFLICT (sequence) DO UPDATE SET failures = failures + 1, due = excluded.due, dead = excluded.dead,
         reason = excluded.reason`,
    ),

    revive: database.prepare("UPDATE trouble SET dead = 0, due = 0, failures = 0 WHERE sequence = ?"),
    failed: database.prepare("SELECT sequence, dead FROM trouble WHERE reason IS NOT NULL"),
    history: database.prepare(
      `SELECT sequence, endpoint, id, received, type, venue, coalesce(attempts, 1) AS attempts, reason,
         coalesce(dead, 0) AS dead
       FROM inbox LEFT JOIN trouble USING (sequence)
       WHERE sequence < ? AND envelope <> '' ORDER BY sequence DESC LIMIT ?`,
    ),
    // The row stays for its id alone: a late retry is still known.
    erase: database.prepare(
      "UPDATE inbox SET type = 'unknown', venue = NULL, envelope = '', content = x'' WHERE sequence = ?",
    ),

    insertNotice: database.prepare(
      `INSERT INTO notice (endpoint, outcome, received, id, type, venue, reason) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    notices: database.prepare("SELECT * FROM notice WHERE number < ? ORDER BY number DESC LIMIT ?"),
    sweepNotices: database.prepare(
      `DELETE FROM notice WHERE number IN (
         SELECT number FROM notice
         WHERE received < ? OR number <= (SELECT max(number) FROM notice) - ? ORDER BY number LIMIT ?)`,
    ),

    findClaim: database.prepare(
      `SELECT time, count, lease, holder FROM claim WHERE scope = ? AND key = ? AND time > ? AND time < ?
       ORDER BY abs(time - ?) LIMIT 1`,
    ),
    insertClaim: database.prepare(
      "INSERT INTO claim (scope, key, time, count, expires, lease, holder) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    deleteClaim: database.prepare("DELETE FROM claim WHERE scope = ? AND key = ? AND time = ?"),
    commitClaim: database.prepare(
      "UPDATE claim SET lease = NULL, holder = NULL WHERE scope = ? AND key = ? AND time = ? AND holder = ?",
    ),
    releaseClaim: database.prepare(
      "DELETE FROM claim WHERE scope = ? AND key = ? AND time = ? AND holder = ?",
    ),
    countClaim: database.prepare(
      "UPDATE claim SET count = count + 1 WHERE scope = ? AND key = ? AND time = ?",
    ),
    sweepClaims: database.prepare(
      `DELETE FROM claim WHERE (scope, key, time) IN (
         SELECT scope, key, time FROM claim WHERE expires < ? ORDER BY expires LIMIT ?)`,
    ),
    forgetKey: database.prepare("DELETE FROM claim WHERE scope = ? AND key = ?"),
    forgetScope: database.prepare("DELETE FROM claim WHERE scope = ?"),
  }
}
