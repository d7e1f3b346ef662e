// The log begins anew while the load goes on, and SQLite never has to see to that within a commit.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setImmediate as turn } from "node:timers/promises"
import { Checkpoints } from "../../../dist/store/drivers/checkpoints.js"
import { scratchFolder } from "../../support/packed.mts"

/** So many rows are worth a checkpoint. */
const MANY = 10_000

/** How often the log of a file was begun anew (SQLite's file format, 4.1: the header's checkpoint sequence number). */
function beginnings(file: string): number {
  return readFileSync(`${file}-wal`).readUInt32BE(12)
}

describe("checkpoints", () => {
  it("have the log begin anew although commits never cease", async () => {
    const file = join(scratchFolder("checkpoints"), "log.sqlite")
    const database = new DatabaseSync(file)
    database.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE line (text)")
    const insert = database.prepare("INSERT INTO line VALUES (?)")
    const checkpoints = new Checkpoints(file, () => {})
    const before = beginnings(file)
    let rows = 0
    const commit = async () => {
      await checkpoints.pause
      insert.run("guest".repeat(1000))
      rows += MANY
      checkpoints.consider(() => rows)
      await turn()
    }
    for (let times = 0; times < 5; times++) {
      while (!checkpoints.isBusy) await commit()
      while (checkpoints.isBusy) await commit()
    }
    await checkpoints.end()
    assert.ok(beginnings(file) - before >= 3, `${beginnings(file) - before} times`)
    database.close()
  })
})
