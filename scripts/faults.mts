// npm run test:faults: kills and deploys under load, counts what came of it and what memory it took, and writes it into
// docs/reliability.md.
import { readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import "./build.mts"
import { deployKinds, deployUnderLoad } from "./faults/deploys.mts"
import { killOneOfTwo, killOnRedis, killOnSqlite, killRedis } from "./faults/kills.mts"
import { memoryUnderLoad } from "./faults/memory.mts"
import { type Measured, reliabilityPage, reliabilityPageFile, shortcomings } from "./faults/page.mts"

const { values } = parseArgs({
  options: {
    /** kill -9 of a Node-RED, as often on SQLite and on Redis. */
    rounds: { type: "string", default: "100" },
    /** kill -9 of one of two instances, and of Redis. */
    others: { type: "string", default: "30" },
    /** Of each kind, on our node and on core's. */
    deploys: { type: "string", default: "50" },
    /** For the memory that they take: an hour of 50 a second. */
    events: { type: "string", default: "180000" },
    /** Only count and tell; by default the page is written, too. */
    "no-page": { type: "boolean", default: false },
  },
})
const rounds = Number(values.rounds)
const others = Number(values.others)
const deploys = Number(values.deploys)
const events = Number(values.events)
const begun = Date.now()

/** One after the other, telling of each. */
async function inTurn<Result>(...runs: (() => Promise<Result>)[]): Promise<Result[]> {
  const results: Result[] = []
  for (const run of runs) {
    const result = await run()
    console.log(JSON.stringify(result))
    results.push(result)
  }
  return results
}

// Two at a time, as most of it is waiting for processes to start.
const kills = await Promise.all([
  inTurn(
    () => killOnSqlite(rounds),
    () => killRedis(others),
  ),
  inTurn(
    () => killOnRedis(rounds),
    () => killOneOfTwo(others),
  ),
])
const [ours, core] = await Promise.all(
  (["ours", "core"] as const).map((receiver) =>
    inTurn(...deployKinds.map((kind) => () => deployUnderLoad(receiver, kind, deploys))),
  ),
)

const memory = await inTurn(
  ...(["sqlite", "memory"] as const).map((store) => () => memoryUnderLoad(store, events)),
)

const minutes = Math.ceil((Date.now() - begun) / 60_000)
const measured: Measured = {
  kills: kills.flat(),
  deploys: [...(ours ?? []), ...(core ?? [])],
  memory,
  minutes,
}
if (!values["no-page"]) {
  writeFileSync(reliabilityPageFile, reliabilityPage(readFileSync(reliabilityPageFile, "utf8"), measured))
}
for (const text of shortcomings(measured)) console.error(text)
process.exit(shortcomings(measured).length === 0 ? 0 : 1)
