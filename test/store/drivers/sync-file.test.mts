// A file that is synced again and again, for years.
import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { SyncFile } from "../../../dist/store/drivers/sync-file.js"
import { scratchFolder } from "../../support/packed.mts"

const SYNCS = 10_000

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

describe("a file's syncs", () => {
  it("leave nothing behind", async () => {
    const path = join(scratchFolder("sync"), "log")
    writeFileSync(path, "")
    const file = new SyncFile(path)
    const heap = () => {
      collectGarbage()
      return process.memoryUsage().heapUsed
    }
    for (let count = 0; count < SYNCS / 10; count++) await file.sync()
    const before = heap()
    for (let count = 0; count < SYNCS; count++) await file.sync()
    assert.ok((heap() - before) / SYNCS < 20, `${(heap() - before) / SYNCS} bytes each`)
    file.close()
  })
})
