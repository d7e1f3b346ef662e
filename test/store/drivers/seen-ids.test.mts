// A late retry is known whatever came between: also where the process ended before the ids were in their table.
import assert from "node:assert/strict"
import { DatabaseSync } from "node:sqlite"
import fc from "fast-check"
import { SeenFilter } from "../../../dist/store/drivers/seen-filter.js"
import { SeenIds } from "../../../dist/store/drivers/seen-ids.js"
import { migrate, prepareStatements } from "../../../dist/store/drivers/sqlite-schema.js"

const ENDPOINTS = ["a", "b"]

/** So small that some are in memory, some in the table and some on their way. */
const SIZES = { young: 8, slice: 3 }
const FILTER = { room: 4, most: 8, slice: 2 }

function seenIn(database: DatabaseSync): SeenIds {
  return new SeenIds(prepareStatements(database), SIZES, new SeenFilter(FILTER))
}

type Step =
  | { act: "accept" | "delete"; id: number; endpoint: string }
  | { act: "age" | "commit" | "crash" | "close" }

const delivery = { id: fc.integer({ min: 0, max: 150 }), endpoint: fc.constantFrom(...ENDPOINTS) }
const steps = fc.array(
  fc.oneof(
    { weight: 15, arbitrary: fc.record({ act: fc.constantFrom("accept", "delete"), ...delivery }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constantFrom("age", "commit", "crash", "close") }) },
  ),
  { maxLength: 400, size: "max" },
) as fc.Arbitrary<Step[]>

/** A file in memory, and beside it, as sets, what it was given and what of that is committed. */
class Bench {
  readonly #database = new DatabaseSync(":memory:")
  #seen: SeenIds
  #given = new Set<string>()
  #committed = new Set<string>()

  constructor() {
    migrate(this.#database, 0)
    this.#seen = seenIn(this.#database)
    this.#database.exec("BEGIN")
  }

  take(step: Step): void {
    if (step.act === "accept") this.#accept(step.endpoint, step.id)
    else if (step.act === "delete") this.#delete(step.endpoint, step.id)
    else if (step.act === "age") this.#seen.age()
    else if (step.act === "commit") this.#commit()
    else if (step.act === "close") this.#close()
    else this.#crash()
  }

  check(): void {
    for (const endpoint of ENDPOINTS) {
      for (let id = 0; id <= 150; id++) {
        const isKnown = this.#seen.has(this.#seen.keyOf(endpoint, bytes(id)))
        assert.equal(isKnown, this.#given.has(`${endpoint} ${id}`), `${endpoint} ${id}`)
      }
    }
  }

  #accept(endpoint: string, id: number): void {
    const key = this.#seen.keyOf(endpoint, bytes(id))
    const isKnown = this.#seen.has(key)
    assert.equal(isKnown, this.#given.has(`${endpoint} ${id}`), `${endpoint} ${id}`)
    if (isKnown) return
    const insert = "INSERT INTO inbox (endpoint, id, received, envelope, content) VALUES (?, ?, 0, '', x'')"
    const { lastInsertRowid } = this.#database.prepare(insert).run(endpoint, bytes(id))
    this.#seen.add(key, Number(lastInsertRowid))
    this.#given.add(`${endpoint} ${id}`)
  }

  #delete(endpoint: string, id: number): void {
    this.#seen.forget(this.#seen.keyOf(endpoint, bytes(id)))
    this.#database.prepare("DELETE FROM inbox WHERE endpoint = ? AND id = ?").run(endpoint, bytes(id))
    this.#given.delete(`${endpoint} ${id}`)
  }

  #commit(): void {
    this.#seen.writeSome()
    this.#database.exec("COMMIT; BEGIN")
    this.#committed = new Set(this.#given)
  }

  #close(): void {
    this.#seen.writeAll()
    this.#commit()
    this.#seen = seenIn(this.#database)
  }

  /** Also what a failed commit is. */
  #crash(): void {
    this.#database.exec("ROLLBACK; BEGIN")
    this.#given = new Set(this.#committed)
    this.#seen = seenIn(this.#database)
  }
}

/** 16 bytes, alike at the front, so that their order is not that of their numbers. */
function bytes(id: number): Buffer {
  return Buffer.from([...Buffer.alloc(14, 0xff), id & 0xff, id >> 8])
}

describe("the ids that a file has seen", () => {
  it("are known as long as their deliveries are kept, and no others, whatever happens between", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const bench = new Bench()
        for (const step of all) bench.take(step)
        bench.check()
      }),
      { numRuns: 200 },
    )
  })

  it("go into their table by themselves, all of them, and are still known", () => {
    const database = new DatabaseSync(":memory:")
    migrate(database, 0)
    const seen = new SeenIds(prepareStatements(database))
    const inTable = () => Number(database.prepare("SELECT count(*) AS count FROM seen").get()?.count)
    const keyOf = (number: number, endpoint = "node") =>
      seen.keyOf(endpoint, Buffer.from(number.toString(16).padStart(32, "0"), "hex"))
    let count = 0
    for (; inTable() < 20_000; count++) {
      seen.add(keyOf(count), count + 1)
      if (count % 20 === 0) seen.writeSome()
      assert.ok(count < 60_000, "they do not")
    }
    for (let number = 0; number < count; number++) assert.ok(seen.has(keyOf(number)), String(number))
    assert.equal(seen.has(keyOf(1, "other")), false)
  })

  it("tell their filter of each that leaves the table, and of no other", () => {
    const database = new DatabaseSync(":memory:")
    migrate(database, 0)
    let removed = 0
    class Told extends SeenFilter {
      override remove(): void {
        removed++
      }
    }
    const seen = new SeenIds(prepareStatements(database), SIZES, new Told(FILTER))
    const [old, young] = [seen.keyOf("a", bytes(1)), seen.keyOf("a", bytes(2))]
    seen.add(old, 1)
    seen.writeAll()
    seen.add(young, 2)
    seen.forget(young)
    assert.equal(removed, 0)
    seen.forget(old)
    assert.equal(removed, 1)
  })
})
