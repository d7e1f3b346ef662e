// npm run bench: measures these nodes beside core's and others', and writes docs/performance.md.
import { readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import "../scripts/build.mts"
import { RedisServer } from "../test/support/redis-server.mts"
import { measureClaims } from "./claims.mts"
import { bareNode, type Contestant, others, ours, reference } from "./contestants.mts"
import { measureDedupe } from "./dedupe.mts"
import { checkDurability } from "./durability.mts"
import { measureEditor } from "./editor.mts"
import { measureIdle, measureSmall } from "./idle.mts"
import { type Measured, performancePage, performancePageFile } from "./page.mts"
import { pin } from "./pin.mts"
import { measureThroughput } from "./throughput.mts"

const { values } = parseArgs({
  options: {
    /** throughput, claims, idle, editor: those to do. */
    parts: { type: "string", default: "throughput|claims|idle|editor" },
    rounds: { type: "string", default: "5" },
    /** Of each measurement. */
    seconds: { type: "string", default: "4" },
    connections: { type: "string", default: "10,40,200" },
    /** Of the throughput, only those in whose name one of these is. */
    only: { type: "string", default: "" },
    /** How many keys a store has. */
    keys: { type: "string", default: "10000,1000000,10000000" },
    /** Only measure and tell; by default the page is written, too. */
    "no-page": { type: "boolean", default: false },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)

pin(process.pid, "load")
const redis = await RedisServer.start()
const sqlite = ours("beam", "sqlite", redis.url)
const measured: Measured = {}
try {
  if (isAsked("throughput")) measured.throughput = await throughput()
  if (isAsked("claims")) measured.claims = await claims()
  if (isAsked("idle")) {
    measured.idle = { idle: await measureIdle(rounds), small: await measureSmall(sqlite, 2 * seconds) }
    console.dir(measured.idle, { depth: 3 })
  }
  if (isAsked("editor")) {
    measured.editor = await measureEditor(rounds)
    console.dir(measured.editor, { depth: 3 })
  }
} finally {
  await redis.stop()
}
if (!values["no-page"]) {
  writeFileSync(performancePageFile, performancePage(readFileSync(performancePageFile, "utf8"), measured))
}
process.exit()

function isAsked(part: string): boolean {
  return values.parts.split("|").includes(part)
}

/** BEAM's events at each number of connections, the others' where one comparison is enough. */
async function throughput() {
  const everywhere = [
    ...others,
    ...(["memory", "sqlite", "redis"] as const).map((store) => ours("beam", store, redis.url)),
  ]
  const vendors = (["newGuests", "cloud4wi", "purple", "qr"] as const).map((vendor) =>
    ours(vendor, "sqlite", redis.url),
  )
  const connections = values.connections.split(",").map(Number)
  const results = await measureThroughput(chosen(everywhere), { rounds, seconds, connections }, console.log)
  const middle = connections.filter((count) => count === 40)
  const compared = others.filter(({ name }) => name === reference || name === bareNode)
  const beside = await measureThroughput(
    [...compared, ...chosen(vendors)],
    { rounds, seconds, connections: middle },
    console.log,
  )
  const more = beside.slice(compared.length * middle.length)
  console.table([...results, ...more])
  const durability = await checkDurability(sqlite)
  console.log(durability)
  return { results: [...results, ...more], rounds, seconds, durability }
}

function chosen(contestants: readonly Contestant[]): Contestant[] {
  return contestants.filter(({ name }) => values.only.split("|").some((part) => name.includes(part)))
}

async function claims() {
  const dedupe = await measureDedupe(rounds, 50_000)
  console.table(dedupe)
  const results: Awaited<ReturnType<typeof measureClaims>>[] = []
  for (const keys of values.keys.split(",").map(Number)) {
    for (const store of ["memory", "sqlite"] as const) {
      if (store === "memory" && keys > 1_000_000) continue // more than a process has room for
      results.push(await measureClaims(store, keys))
      console.log(JSON.stringify(results.at(-1)))
    }
  }
  return { results, dedupe }
}
