// Events in a real PostgreSQL: each becomes one row, whatever stops in between.
import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { join } from "node:path"
import pg from "pg"
import { blocksOf } from "../docs/blocks.mts"
import { exampleOf } from "../examples/examples.mts"
import { fixtureNamed } from "../fixtures/index.mts"
import { objectOf } from "../support/event.mts"
import { needs } from "../support/installed.mts"
import { type Version, versions } from "../support/node-red.mts"
import { PostgresServer, postgres } from "../support/postgres-server.mts"
import { purple, purpleVisit, requestOf } from "../support/senders.mts"
import { until } from "../support/until.mts"
import { RunningExample } from "./running.mts"

const example = "Databases and files/01"
const comment = exampleOf(example).nodes.find(({ type }) => type === "comment")
const [schema = "", agreed = ""] = blocksOf("docs/destinations.md").map(({ text }) => text)

/** What the comment says is enough. */
const writer = "CREATE ROLE writer LOGIN; GRANT INSERT, SELECT ON guest_events TO writer"

describe("PostgreSQL table of events", function () {
  this.timeout(120_000)
  for (const version of versions) describe(`in Node-RED ${version}`, () => rows(version))
})

function rows(version: Version): void {
  let server: PostgresServer
  let running: RunningExample

  before(async function () {
    needs(this, postgres)
    server = await PostgresServer.create()
    await server.start()
    await query(schema)
    await query(writer)
    const environment = { DATABASE_URL: server.url.replace("postgres@", "writer@") }
    running = await RunningExample.start(example, { version, environment, modules: ["pg"] })
  })
  after(async () => {
    await running?.stop()
    await server?.stop()
  })

  async function query(sql: string, values: string[] = []): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    try {
      return (await client.query(sql, values)).rows
    } finally {
      await client.end()
    }
  }

  async function visit(user: Record<string, unknown>): Promise<void> {
    const body = JSON.stringify(purpleVisit(user, 1_900_000_000))
    assert.equal((await running.post("purple in", purple.authentic(body))).status, 200)
  }

  /** Ten guests who visit, all answered 200. */
  async function tenVisits(group: string): Promise<string[]> {
    const guests = Array.from({ length: 10 }, (_, index) => `${group}-${index}@example.com`)
    await Promise.all(guests.map((email) => visit({ email })))
    return guests
  }

  async function emailsLike(group: string): Promise<unknown[]> {
    const rows = await query("SELECT guest_email FROM guest_events WHERE guest_email LIKE $1", [`${group}-%`])
    return rows.map(({ guest_email }) => guest_email).sort()
  }

  it("is made in the comment as in the page", () => {
    assert.ok(String(comment?.info).includes(schema))
  })

  it("has the event's own values in its columns, and all of it but raw in one", async () => {
    await running.post("purple in", requestOf(fixtureNamed("purple in", "authentication")))
    const { raw, ...event } = objectOf((await running.shown("Inserted")).payload)
    const guest = objectOf(event.guest)
    const venue = objectOf(event.venue)
    const [row] = await query("SELECT * FROM guest_events")
    assert.deepEqual(row, {
      id: event.id,
      source: "purple",
      type: "guest.connected",
      happened_at: new Date(String(event.time)),
      received_at: new Date(String(event.receivedAt)),
      guest_email: guest.email,
      guest_name: guest.name,
      marketing: null,
      venue_id: venue.id,
      venue_name: venue.name,
      event,
    })
  })

  it("answers the page's question", async () => {
    await query(`INSERT INTO guest_events (id, source, type, received_at, guest_email, guest_name, marketing, event)
      VALUES ('1', 'cloud4wi', 'guest.connected', now(), 'yes@example.com', 'Ana', true, '{}'),
        ('2', 'cloud4wi', 'guest.connected', now(), 'no@example.com', 'Bruno', false, '{}')`)
    assert.deepEqual(
      (await query(agreed)).map(({ guest_email }) => guest_email),
      ["yes@example.com"],
    )
  })

  for (const [name, stored] of [
    ["'); DROP TABLE guest_events; --", "'); DROP TABLE guest_events; --"],
    ["a\0z", "az"],
    ["a\ud83dz", "a\ufffdz"],
    ["a\\u0000z", "a\\u0000z"],
    ["🙂 \\\\", "🙂 \\\\"],
  ] as const) {
    it(`takes a guest who is called ${JSON.stringify(name)}`, async () => {
      await visit({ firstName: name })
      const { id } = objectOf((await running.shown("Inserted")).payload)
      const rows = await query("SELECT guest_name FROM guest_events WHERE id = $1", [String(id)])
      assert.deepEqual(rows, [{ guest_name: stored }])
    })
  }

  it("keeps its row when an event comes again that nobody remembers", async () => {
    await visit({ email: "again-0@example.com" })
    await running.shown("Inserted")
    await running.nodeRed.stop()
    rmSync(join(running.nodeRed.userDirectory, "webhooks.sqlite"))
    await running.nodeRed.restart()
    await visit({ email: "again-0@example.com" })
    await running.shown("Was there already")
    assert.deepEqual(await emailsLike("again"), ["again-0@example.com"])
  })

  it("loses and doubles nothing when the database is stopped, and Node-RED killed meanwhile", async () => {
    await server.stop()
    const sent = await tenVisits("stopped")
    await running.shown("What went wrong")
    await running.nodeRed.restart("SIGKILL")
    sent.push(...(await tenVisits("stopped-too")))
    await server.start()
    await until(async () => (await emailsLike("stopped")).length >= sent.length, "rows are missing", 60_000)
    assert.deepEqual(await emailsLike("stopped"), sent.sort())
  })

  it("loses and doubles nothing when both are killed in turn", async () => {
    const sent = await tenVisits("killed-once")
    await running.nodeRed.restart("SIGKILL")
    sent.push(...(await tenVisits("killed-twice")))
    await server.stop("SIGKILL")
    await server.start()
    sent.push(...(await tenVisits("killed-thrice")))
    await running.nodeRed.restart("SIGKILL")
    await until(async () => (await emailsLike("killed")).length >= sent.length, "rows are missing", 60_000)
    assert.deepEqual(await emailsLike("killed"), sent.sort())
  })
}
