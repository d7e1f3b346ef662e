// Events in a file that a spreadsheet opens.
import assert from "node:assert/strict"
import { mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { objectOf } from "../support/event.mts"
import { type Version, versions } from "../support/node-red.mts"
import { scratchFolder } from "../support/packed.mts"
import { purple, purpleVisit } from "../support/senders.mts"
import { RunningExample } from "./running.mts"

const time = Date.UTC(2030, 0, 15, 12) / 1000

describe("CSV file for each month", function () {
  this.timeout(60_000)
  for (const version of versions) describe(`in Node-RED ${version}`, () => lines(version))
})

function lines(version: Version): void {
  // Not made yet, as when a disk is not mounted yet.
  const folder = join(scratchFolder("csv"), "events")
  let running: RunningExample
  before(async () => {
    const environment = { CSV_FOLDER: folder }
    running = await RunningExample.start("Databases and files/02", { version, environment })
  })
  after(() => running?.stop())

  async function visit(user: Record<string, unknown>): Promise<void> {
    const answer = await running.post("purple in", purple.authentic(JSON.stringify(purpleVisit(user, time))))
    assert.equal(answer.status, 200)
  }

  function written(): string[] {
    const [file = "", ...others] = readdirSync(folder)
    assert.match(file, /^guest-events-\d{4}-\d\d\.csv$/)
    assert.deepEqual(others, [])
    return readFileSync(join(folder, file), "utf8").split("\r\n")
  }

  it("gets the event as soon as it can be written", async () => {
    await visit({ email: "ana@example.com", firstName: "Ana", lastName: 'Díaz, "la jefa"' })
    assert.match(String(objectOf((await running.shown("What went wrong")).error).message), /ENOENT/)
    mkdirSync(folder)
    await running.shown("Written")
    const [head, line, end] = written()
    assert.equal(head, "id,time,receivedAt,source,type,email,phone,name,marketing,venueId,venueName")
    assert.match(
      line ?? "",
      /^\w{32},2030-01-15T12:00:00.000Z,[^,]+Z,purple,guest.connected,ana@example.com,,"Ana Díaz, ""la jefa""",,2,Venue$/,
    )
    assert.equal(end, "")
  })

  it("has its first line once, also after a restart", async () => {
    await running.nodeRed.restart()
    await visit({ email: "bruno@example.com" })
    await running.shown("Written")
    assert.deepEqual(
      written().map((line) => line.split(",")[5]),
      ["email", "ana@example.com", "bruno@example.com", undefined],
    )
  })

  for (const name of ["=1+1", "+1+1", "-1", "@SUM(A1)", "\t=1", `=HYPERLINK("http://x.example","y")`]) {
    it(`holds no formula for a guest who is called ${JSON.stringify(name)}`, async () => {
      await visit({ firstName: name })
      await running.shown("Written")
      assert.doesNotMatch(written().at(-2) ?? "", /(^|,)"?[=+\-@\t]/)
    })
  }
}
