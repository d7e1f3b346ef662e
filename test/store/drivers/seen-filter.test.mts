// What is new is known to be new without a look into the table, whatever is in that and whatever has left it.
import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { DatabaseSync } from "node:sqlite"
import { SeenFilter } from "../../../dist/store/drivers/seen-filter.js"
import { migrate, prepareStatements, type Statements } from "../../../dist/store/drivers/sqlite-schema.js"

const SIZES = { room: 1000, most: 4000, slice: 100 }

/** One in 400 for each of some layers is what it is made for. */
const FEW = 1 / 50

function keyOf(number: number): string {
  return createHash("sha256").update(String(number)).digest().subarray(0, 16).toString("latin1")
}

function keys(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => keyOf(from + index))
}

function table(): { statements: Statements; insert(all: string[]): void; remove(all: string[]): void } {
  const database = new DatabaseSync(":memory:")
  migrate(database, 0)
  const statements = prepareStatements(database)
  return {
    statements,
    insert: (all) => {
      for (const key of all) statements.insertSeen.run(Buffer.from(key, "latin1"))
    },
    remove: (all) => {
      for (const key of all) statements.deleteSeen.run(Buffer.from(key, "latin1"))
    },
  }
}

/** With the commits that it takes at most. */
function readOn(filter: SeenFilter, statements: Statements): void {
  for (let commits = 0; commits < 200; commits++) filter.readSome(statements)
}

function assertKnows(filter: SeenFilter, held: string[], isNew: string[]): void {
  for (const key of held) assert.ok(filter.mayHold(key))
  const mistaken = isNew.filter((key) => filter.mayHold(key)).length
  assert.ok(mistaken < isNew.length * FEW, `${mistaken} of ${isNew.length}`)
}

describe("the filter of the ids that a file has seen", () => {
  it("knows what was in the table before, and what came later, many times its first room", () => {
    const { statements, insert } = table()
    insert(keys(0, 5000))
    const filter = new SeenFilter(SIZES)
    readOn(filter, statements)
    for (const key of keys(5000, 15_000)) filter.add(key)
    assertKnows(filter, keys(0, 15_000), keys(20_000, 40_000))
  })

  it("takes nothing for new before it has read all of the table", () => {
    const { statements, insert } = table()
    insert(keys(0, 500))
    const filter = new SeenFilter(SIZES)
    for (let commits = 0; commits < 5; commits++) {
      assert.ok(filter.mayHold(keyOf(1000)))
      filter.readSome(statements)
    }
    for (const key of keys(0, 500)) assert.ok(filter.mayHold(key))
  })

  it("knows what comes while it reads", () => {
    const { statements, insert } = table()
    insert(keys(0, 1000))
    const filter = new SeenFilter(SIZES)
    for (let commits = 0; commits < 20; commits++) {
      const coming = keys(1000 + 10 * commits, 1010 + 10 * commits)
      insert(coming)
      for (const key of coming) filter.add(key)
      filter.readSome(statements)
    }
    assertKnows(filter, keys(0, 1200), keys(2000, 4000))
  })

  it("reads the table anew when most of it has left, so that it does not grow for ever", () => {
    const { statements, insert, remove } = table()
    const filter = new SeenFilter(SIZES)
    const day = 2000
    for (let begin = 0; begin < 50 * day; begin += day) {
      insert(keys(begin, begin + day))
      for (const key of keys(begin, begin + day)) filter.add(key)
      remove(keys(begin - day, begin))
      for (let left = 0; left < day && begin > 0; left++) filter.remove()
      readOn(filter, statements)
    }
    assertKnows(filter, keys(49 * day, 50 * day), keys(1_000_000, 1_020_000))
    const mistaken = keys(0, 48 * day).filter((key) => filter.mayHold(key)).length
    assert.ok(mistaken < 5 * day, `it still knows ${mistaken} that are gone`)
  })
})
