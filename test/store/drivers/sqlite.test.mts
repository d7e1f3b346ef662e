// What the file adds to the contract: who may read it, what it survives, and what it gives back.
import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { mock } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { WebhookError } from "../../../dist/shared/core/errors.js"
import { SqliteStore } from "../../../dist/store/drivers/sqlite.js"
import { SyncFile } from "../../../dist/store/drivers/sync-file.js"
import { deliveryWith, isRejectedAs, LIMITS, sequenceOf } from "../../contract/store.contract.mts"
import { scratchFolder } from "../../support/packed.mts"
import { until } from "../../support/until.mts"

const require = createRequire(import.meta.url)

const DAY = 86_400_000

describe("the sqlite store's file", () => {
  const folder = scratchFolder("sqlite")
  const opened: SqliteStore[] = []
  const reports: string[] = []
  let files = 0

  afterEach(async () => {
    mock.timers.reset()
    reports.length = 0
    await Promise.all(opened.splice(0).map((store) => store.close()))
  })

  function newFile(): string {
    files++
    return join(folder, `place-${files}`, "webhooks.sqlite")
  }

  function open(file: string): SqliteStore {
    const store = new SqliteStore(file, LIMITS, (code) => reports.push(code))
    opened.push(store)
    return store
  }

  /** The store tries again at most once a second. */
  async function untilItWorks<Value>(attempt: () => Promise<Value>): Promise<Value> {
    for (let tries = 0; tries < 30; tries++) {
      const result = await attempt().catch(() => undefined)
      if (result !== undefined) return result
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return attempt()
  }

  it("is made with its folder when it is first needed, and not before", async () => {
    const file = newFile()
    const store = open(file)
    assert.throws(() => statSync(dirname(file)))
    await store.accept(deliveryWith())
    assert.ok(statSync(file).isFile())
  })

  it("is for its owner alone to read, with all that SQLite puts beside it", async function () {
    if (process.platform === "win32") this.skip()
    const file = newFile()
    await open(file).accept(deliveryWith())
    const names = readdirSync(dirname(file))
    assert.ok(names.length > 1, "the write-ahead log is there")
    for (const name of names) assert.equal(statSync(join(dirname(file), name)).mode & 0o777, 0o600, name)
  })

  it("has everything that was answered, at the moment of the answer", async () => {
    const file = newFile()
    const store = open(file)
    const all = Array.from({ length: 300 }, () => deliveryWith())
    await Promise.all(all.map((delivery) => store.accept(delivery)))
    const other = open(file) // what a process after a crash would find
    const known = await Promise.all(all.map((delivery) => other.accept(delivery)))
    assert.ok(known.every(({ outcome }) => outcome === "duplicate"))
  })

  it("has a log that stays short, however much is written, and none once it is closed", async () => {
    const file = newFile()
    const store = open(file)
    await acceptMany(store, 6000)
    assert.ok(statSync(`${file}-wal`).size < 40_000_000, "60 MB were written")
    await store.close()
    assert.deepEqual(readdirSync(dirname(file)), ["webhooks.sqlite"])
  })

  it("never has a log so long that SQLite would move it within a commit, also where each job writes pages of its own", async () => {
    const file = newFile()
    const store = open(file)
    const time = Date.now()
    const claim = (key: string) => ({ scope: "node", key, time, window: DAY, expires: time + DAY })
    for (let batch = 0; batch < 150; batch++) {
      const keys = Array.from({ length: 200 }, () => randomBytes(16).toString("hex"))
      await Promise.all(keys.map((key) => store.claim(claim(key))))
    }
    assert.ok(statSync(`${file}-wal`).size < 8000 * 4096, "its limit")
  })

  it("is refused where a newer version wrote it, and left as it is", async () => {
    const file = newFile()
    await open(file).accept(deliveryWith())
    await opened.pop()?.close()
    const newer = new DatabaseSync(file)
    newer.exec("PRAGMA user_version = 99; CREATE TABLE novelty (a); INSERT INTO novelty VALUES (1)")
    await assert.rejects(
      open(file).accept(deliveryWith()),
      (error) =>
        error instanceof WebhookError &&
        error.code === "store-unavailable" &&
        error.reason === "store-newer-schema",
    )
    assert.equal(newer.prepare("PRAGMA user_version").get()?.user_version, 99)
    assert.equal(newer.prepare("SELECT count(*) AS count FROM inbox, novelty").get()?.count, 1)
    newer.close()
  })

  it("is taken over from an earlier version, with what was not handled", async () => {
    const file = newFile()
    mkdirSync(dirname(file))
    const earlier = new DatabaseSync(file)
    earlier.exec(FIRST_LAYOUT)
    earlier.exec(`INSERT INTO inbox (endpoint, id, received, envelope, content)
      VALUES ('node', x'0123456789abcdef0123456789abcdef', 1000, '{}', x'7b7d')`)
    earlier.close()
    const store = open(file)
    const [due] = await store.due("node", Date.now(), 10)
    assert.equal(due?.delivery.id, "0123456789abcdef0123456789abcdef")
    const [entry] = await store.history(Number.POSITIVE_INFINITY, 10)
    assert.deepEqual([entry?.type, entry?.venue, entry?.outcome], ["unknown", null, "accepted"])
  })

  it("is in use again by itself once what kept it away is gone", async () => {
    const file = newFile()
    writeFileSync(dirname(file), "a file where the folder should be")
    const store = open(file)
    const delivery = deliveryWith()
    await assert.rejects(store.accept(delivery), isRejectedAs("store-unavailable"))
    await assert.rejects(store.hash("text"), isRejectedAs("store-unavailable"))
    rmSync(dirname(file))
    assert.equal((await untilItWorks(() => store.accept(delivery))).outcome, "stored")
  })

  it("loses nothing and invents nothing where a commit fails", async () => {
    const file = newFile()
    const store = open(file)
    const kept = deliveryWith()
    const keptSequence = sequenceOf(await store.accept(kept))
    const other = new DatabaseSync(file)
    other.exec("BEGIN IMMEDIATE") // somebody holds the file
    const refused = deliveryWith()
    await assert.rejects(store.accept(refused), isRejectedAs("store-unavailable"))
    other.exec("ROLLBACK")
    other.close()
    assert.equal((await store.accept(kept)).outcome, "duplicate")
    store.giveBack(sequenceOf(await store.accept(refused)))
    store.giveBack(keptSequence)
    assert.equal((await store.due("node", Date.now(), 10)).length, 2)
  })

  it("is tried once a second where commits fail again and again: each try takes its time", async () => {
    const file = newFile()
    const store = open(file)
    await store.accept(deliveryWith())
    const other = new DatabaseSync(file)
    other.exec("CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    const refused = isRejectedAs("store-unavailable")
    await assert.rejects(store.accept(deliveryWith()), refused)
    await assert.rejects(store.accept(deliveryWith()), refused)
    other.exec("DROP TRIGGER full")
    other.close()
    await assert.rejects(store.accept(deliveryWith()), refused)
    assert.equal((await untilItWorks(() => store.accept(deliveryWith()))).outcome, "stored")
  })

  it("is read anew where another has written to it a moment before", async () => {
    const file = newFile()
    const store = open(file)
    const other = open(file)
    const delivery = deliveryWith()
    await other.accept(deliveryWith())
    await store.accept(delivery)
    // So short a moment that the files look as they were left.
    const stats = statSync(file)
    const frozen = mock.method(require("node:fs"), "statSync", () => stats)
    try {
      await other.accept(deliveryWith())
      assert.equal((await other.accept(delivery)).outcome, "duplicate")
      const another = deliveryWith()
      await store.accept(another)
      assert.equal((await other.accept(another)).outcome, "duplicate")
    } finally {
      frozen.mock.restore()
    }
  })

  it("is left alone, as it is closed, where somebody has put a backup in its place", async () => {
    const file = newFile()
    const before = open(file)
    await before.accept(deliveryWith())
    await before.close()
    const backup = readFileSync(file)
    const store = open(file)
    await Promise.all(Array.from({ length: 900 }, () => store.accept(deliveryWith())))
    await store.erase([1]) // empties the log
    await new Promise((resolve) => setTimeout(resolve, 400)) // nothing else is to be written
    writeFileSync(file, backup)
    await store.close()
    const database = new DatabaseSync(file)
    assert.equal(database.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok")
    assert.equal(database.prepare("SELECT count(*) AS count FROM inbox").get()?.count, 1)
    database.close()
  })

  it("does not have due what is under way because it had to be opened anew", async () => {
    const file = newFile()
    const store = open(file)
    await store.accept(deliveryWith())
    utimesSync(file, new Date(), new Date()) // somebody has touched it
    await store.accept(deliveryWith())
    assert.deepEqual(await store.due("node", Date.now(), 10), [])
  })

  it("has due what it could not sync: its sender was told to come again, and hears that it is known", async () => {
    const file = newFile()
    const store = open(file)
    const delivery = deliveryWith()
    const broken = mock.method(SyncFile.prototype, "sync", async () => {
      throw new Error("EIO: i/o error, fdatasync")
    })
    await assert.rejects(store.accept(delivery), isRejectedAs("store-unavailable"))
    broken.mock.restore()
    assert.equal((await store.accept(delivery)).outcome, "duplicate")
    const [due] = await store.due("node", Date.now(), 10)
    assert.deepEqual(due?.delivery, delivery)
  })

  it("erases one guest without a new look at what it holds of the others", async () => {
    const file = newFile()
    const store = open(file)
    const sequence = sequenceOf(await store.accept(deliveryWith({ content: Buffer.from("ana@example.com") })))
    let told = 0
    store.onDue(() => told++)
    await store.erase([sequence])
    await store.accept(deliveryWith())
    assert.equal(told, 0)
    for (const suffix of ["", "-wal"]) assert.ok(!readFileSync(file + suffix).includes("ana@example.com"))
  })

  it("erases from its log, too, although that is just being moved", async () => {
    const file = newFile()
    const store = open(file)
    const sequence = sequenceOf(await store.accept(deliveryWith({ content: Buffer.from("ana@example.com") })))
    await acceptMany(store, 5000) // more than enough for a checkpoint to begin
    await store.erase([sequence])
    for (const suffix of ["", "-wal"]) assert.ok(!readFileSync(file + suffix).includes("ana@example.com"))
  })

  describe("that another process holds for a moment", () => {
    /** Does something while no commit succeeds, and tells of the end. */
    async function whileLocked(file: string, work: () => Promise<void>): Promise<void> {
      const other = new DatabaseSync(file)
      other.exec("BEGIN IMMEDIATE")
      try {
        await work()
      } finally {
        other.exec("ROLLBACK")
        other.close()
      }
    }

    it("has due again what it could not give out meanwhile", async () => {
      const file = newFile()
      const store = open(file)
      const sequence = sequenceOf(await store.accept(deliveryWith()))
      store.giveBack(sequence)
      const due = () => store.due("node", Date.now(), 10)
      await whileLocked(file, () => assert.rejects(due(), isRejectedAs("store-unavailable")))
      assert.deepEqual(
        (await due()).map((redelivery) => redelivery.sequence),
        [sequence],
      )
    })

    it("tells, when it can be written again, of what could not be noted as dead", async () => {
      const file = newFile()
      const store = open(file)
      const sequence = sequenceOf(await store.accept(deliveryWith()))
      let isTold = false
      await whileLocked(file, async () => {
        store.fail(sequence, "refused", null)
        await assert.rejects(store.accept(deliveryWith()), isRejectedAs("store-unavailable"))
        store.onDue(() => {
          isTold = true
        })
      })
      await store.accept(deliveryWith())
      assert.ok(isTold, "nobody was told")
      assert.equal(store.nextDue("node"), 0)
    })
  })

  it("is moved aside and begun anew where it is damaged, and the log says so", async () => {
    const file = newFile()
    await open(file).accept(deliveryWith())
    await opened.pop()?.close()
    writeFileSync(file, "not a database".repeat(1000))
    const store = open(file)
    const { outcome } = await untilItWorks(() => store.accept(deliveryWith()))
    assert.equal(outcome, "stored")
    assert.deepEqual(reports, ["store-corrupt"])
    const aside = readdirSync(dirname(file)).filter((name) => name.startsWith("webhooks.sqlite.corrupt-"))
    assert.equal(aside.length, 1)
    assert.match(readFileSync(join(dirname(file), aside[0] ?? ""), "utf8"), /^not a database/)
  })

  it("is begun anew where it was deleted while in use, and the log says so", async () => {
    const file = newFile()
    const store = open(file)
    await store.accept(deliveryWith())
    for (const name of readdirSync(dirname(file))) rmSync(join(dirname(file), name))
    const delivery = deliveryWith()
    assert.equal((await untilItWorks(() => store.accept(delivery))).outcome, "stored")
    assert.deepEqual(reports, ["store-replaced"])
    await store.close()
    assert.equal((await open(file).accept(delivery)).outcome, "duplicate", "it is in the new one")
  })

  it("gives what comes after one that was moved aside numbers of its own", async () => {
    const file = newFile()
    const store = open(file)
    const before = [
      sequenceOf(await store.accept(deliveryWith())),
      sequenceOf(await store.accept(deliveryWith())),
    ]
    await damage(file)
    const delivery = deliveryWith()
    const sequence = sequenceOf(await untilItWorks(() => store.accept(delivery)))
    assert.ok(before.every((old) => old < sequence))

    // What is still under way from before ends.
    const [handled = 0, failed = 0] = before
    store.settle(handled)
    store.fail(failed, "refused", null)
    await store.close()
    const [found] = await open(file).due("node", Date.now(), 10)
    assert.deepEqual(found?.delivery, delivery)
  })

  it("gives up what is handled after its retention, with the guest's data, and nothing else", async () => {
    mock.timers.enable({ apis: ["setInterval", "Date"], now: Date.now() })
    const file = newFile()
    const store = open(file)
    const long = Date.now() - 8 * DAY
    const [handled, waiting, recent] = [
      deliveryWith({ receivedAt: long, content: Buffer.from("handled-body") }),
      deliveryWith({ receivedAt: long, content: Buffer.from("waiting-body") }),
      deliveryWith({ content: Buffer.from("recent-body") }),
    ]
    store.settle(sequenceOf(await store.accept(handled)))
    await store.accept(waiting)
    store.settle(sequenceOf(await store.accept(recent)))

    mock.timers.tick(600_000)
    await until(() => bodiesIn(file).length < 3, "nothing was swept")
    assert.deepEqual(bodiesIn(file), ["waiting-body", "recent-body"])
    assert.equal((await store.accept(handled)).outcome, "stored", "and its id is forgotten")
    assert.equal((await store.accept(recent)).outcome, "duplicate")
  })

  it("gets its table of ids filled now and then, also where little comes", async () => {
    mock.timers.enable({ apis: ["setInterval", "Date"], now: Date.now() })
    const file = newFile()
    const store = open(file)
    const deliveries = Array.from({ length: 20 }, () => deliveryWith())
    for (const delivery of deliveries) await store.accept(delivery)
    const inTable = () => {
      const database = new DatabaseSync(file, { readOnly: true })
      const count = database.prepare("SELECT count(*) AS count FROM seen").get()?.count
      database.close()
      return count
    }
    assert.equal(inTable(), 0)
    mock.timers.tick(600_000)
    await until(() => inTable() === 20, "it does not")
    for (const delivery of deliveries) assert.equal((await store.accept(delivery)).outcome, "duplicate")
  })

  it("has written down within half a second what was settled last", async () => {
    const file = newFile()
    const store = open(file)
    const [first, last] = [await store.accept(deliveryWith()), await store.accept(deliveryWith())]
    store.settle(sequenceOf(first))
    await new Promise((resolve) => setTimeout(resolve, 240))
    await store.note([]) // a commit, just before the time for what was settled first
    store.settle(sequenceOf(last))
    await new Promise((resolve) => setTimeout(resolve, 500))
    assert.deepEqual(await open(file).due("node", Date.now(), 10), [])
  })

  it("gives up large bodies a few at a time, until all are gone", async () => {
    mock.timers.enable({ apis: ["setInterval", "setTimeout", "Date"], now: Date.now() })
    const file = newFile()
    const store = open(file)
    for (let count = 0; count < 5; count++) {
      const body = deliveryWith({ receivedAt: Date.now() - 8 * DAY, content: Buffer.alloc(1_000_000, "x") })
      store.settle(sequenceOf(await store.accept(body)))
    }
    mock.timers.tick(600_000)
    await turn()
    assert.ok(bodiesIn(file).length > 0, "not all at once")
    const deadline = performance.now() + 10_000
    while (bodiesIn(file).length > 0 && performance.now() < deadline) {
      mock.timers.tick(50)
      await turn() // each waits for the disk
    }
    assert.deepEqual(bodiesIn(file), [])
  })

  it("gives up claims that have expired, and no others", async () => {
    mock.timers.enable({ apis: ["setInterval", "Date"], now: Date.now() })
    const store = open(newFile())
    const now = Date.now()
    const claim = (key: string, expires: number) => ({ scope: "node", key, time: now, window: DAY, expires })
    const keys = { soon: now + 1000, later: now + DAY, never: Number.POSITIVE_INFINITY }
    for (const [key, expires] of Object.entries(keys)) await store.claim(claim(key, expires))
    mock.timers.tick(600_000)
    const firsts: string[] = []
    for (const [key, expires] of Object.entries(keys))
      if ((await store.claim(claim(key, expires))).first) firsts.push(key)
    assert.deepEqual(firsts, ["soon"])
  })
})

/** As the first version made it. */
const FIRST_LAYOUT = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
  CREATE TABLE inbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, endpoint TEXT NOT NULL, id BLOB NOT NULL,
    received INTEGER NOT NULL, envelope TEXT NOT NULL, content BLOB NOT NULL) STRICT;
  CREATE UNIQUE INDEX inbox_id ON inbox (endpoint, id);
  CREATE TABLE trouble (sequence INTEGER PRIMARY KEY, attempts INTEGER NOT NULL, due INTEGER NOT NULL,
    dead INTEGER NOT NULL, reason TEXT) STRICT;
  CREATE TABLE claim (scope TEXT NOT NULL, key TEXT NOT NULL, time INTEGER NOT NULL, count INTEGER NOT NULL,
    expires INTEGER NOT NULL, lease INTEGER, holder TEXT, PRIMARY KEY (scope, key, time)) STRICT, WITHOUT ROWID;
  CREATE INDEX claim_expires ON claim (expires);
  PRAGMA user_version = 1`

/** Writes garbage over a database that is in use. */
async function damage(file: string): Promise<void> {
  for (const suffix of ["", "-wal"]) writeFileSync(file + suffix, Buffer.alloc(100_000, "damaged "))
}

/** Deliveries of 10 kB, settled. */
async function acceptMany(store: SqliteStore, count: number): Promise<void> {
  const content = Buffer.alloc(10_000, "a")
  for (let accepted = 0; accepted < count; accepted += 100) {
    const all = Array.from({ length: 100 }, () => store.accept(deliveryWith({ content })))
    for (const acceptance of await Promise.all(all)) store.settle(sequenceOf(acceptance))
  }
}

function bodiesIn(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare("SELECT content FROM inbox ORDER BY sequence").all()
  database.close()
  return rows.map(({ content }) => (content instanceof Uint8Array ? Buffer.from(content).toString() : ""))
}
