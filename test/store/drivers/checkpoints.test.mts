// The log begins anew while the load goes on, however short the time between two commits is.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setImmediate as turn } from "node:timers/promises"
import { Checkpoints } from "../../../dist/store/drivers/checkpoints.js"
import { scratchFolder } from "../../support/packed.mts"

/** As if so much were asked of each commit, which is worth a checkpoint. */
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
    let done = 0
    const checkpoints = new Checkpoints(file, () => {
      done++
    })
    const before = beginnings(file)
    while (done < 5) {
      await checkpoints.pause
      insert.run("guest".repeat(1000))
      checkpoints.consider(MANY)
      await turn()
    }
    await checkpoints.end()
    assert.ok(beginnings(file) - before >= 3, `${beginnings(file) - before} times`)
    database.close()
  })
})
