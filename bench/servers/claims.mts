// Fills a store with keys, then claims others: claims.mts <memory|sqlite> <keys>. Prints what it took as JSON.
import { randomBytes } from "node:crypto"
import { statSync } from "node:fs"
import { join } from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { DatabaseSync } from "node:sqlite"
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises"
import { MemoryStore } from "../../dist/store/drivers/memory.js"
import { SqliteStore } from "../../dist/store/drivers/sqlite.js"
import { scratchFolder } from "../../test/support/packed.mts"

const DAY = 86_400_000
const limits = { retention: 7 * DAY, maxPending: 10_000 }
const file = join(scratchFolder("claims"), "webhooks.sqlite")

/** How many keys are claimed, and how many of them at once. */
const CLAIMS = 100_000
const AT_ONCE = 200

/** Milliseconds after opening at which the first sweep has begun for sure, and for how long it is watched. */
const SWEEP = { start: 31_000, watched: 10_000 }

const [kind = "sqlite", count = "10000"] = process.argv.slice(2)
const keys = Number(count)
const delay = monitorEventLoopDelay({ resolution: 10 })

const openStore = () =>
  kind === "memory" ? new MemoryStore(limits) : new SqliteStore(file, limits, () => {})

if (kind === "sqlite") {
  await fill(keys)
}
const start = performance.now()
const store = openStore()
await store.hash("ready")
const open = performance.now() - start
const before = process.memoryUsage.rss()
if (kind === "memory") await claimMany(keys)
await claimMany(CLAIMS / 10)

delay.enable()
const [cpu, begun] = [process.cpuUsage(), performance.now()]
await claimMany(CLAIMS)
const { user, system } = process.cpuUsage(cpu)
const seconds = (performance.now() - begun) / 1000
const longest = longestPause()
const memoryGrowth = process.memoryUsage.rss() - before
const swept = kind === "sqlite" ? await sweepUnderLoad() : null

console.log(
  JSON.stringify({
    ...{ store: kind, keys, open, claims: CLAIMS / seconds, cpu: (user + system) / CLAIMS, memoryGrowth },
    ...{ file: kind === "sqlite" ? statSync(file).size : 0, pause: longest },
    ...{ sweepPause: swept?.pause ?? null, swept: swept?.perSecond ?? null },
  }),
)
process.exit()

async function claimMany(total: number): Promise<void> {
  for (let claimed = 0; claimed < total; claimed += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => store.claim(newClaim())))
    await nextTurn() // for whoever watches the event loop
  }
}

function newClaim() {
  const time = Date.now()
  return { scope: "node", key: randomBytes(16).toString("hex"), time, window: DAY, expires: time + 9 * DAY }
}

function longestPause(): number {
  const longest = Math.max(0, delay.max / 1e6 - 10)
  delay.reset()
  return longest
}

/** As days of events leave it; a tenth has expired. Not by claims, since ten million would take too long. */
async function fill(total: number): Promise<void> {
  const empty = openStore()
  await empty.hash("makes the file")
  await empty.close()
  const database = new DatabaseSync(file)
  database.exec("PRAGMA synchronous = OFF; DROP INDEX claim_expires")
  const now = Date.now()
  database
    .prepare(
      `INSERT INTO claim (scope, key, time, count, expires)
       WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
       SELECT 'node', lower(hex(randomblob(16))) AS key, ? - n, 1, ? + (n % 10) * 86400000 + n FROM number
       ORDER BY key`,
    )
    .run(total, now, now - DAY / 2)
  database.exec("CREATE INDEX claim_expires ON claim (expires)")
  database.close()
}

async function sweepUnderLoad(): Promise<{ pause: number; perSecond: number }> {
  await pause(Math.max(0, start + SWEEP.start - performance.now()))
  longestPause()
  const expired = countExpired()
  const end = performance.now() + SWEEP.watched
  while (performance.now() < end) await claimMany(AT_ONCE)
  const longest = longestPause()
  return { pause: longest, perSecond: ((expired - countExpired()) / SWEEP.watched) * 1000 }
}

function countExpired(): number {
  const database = new DatabaseSync(file, { readOnly: true })
  const row = database.prepare("SELECT count(*) AS count FROM claim WHERE expires < ?").get(Date.now())
  database.close()
  return Number(row?.count)
}
