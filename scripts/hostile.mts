// npm run test:hostile: attacks a Node-RED in every way there is a name for, beside a sender that behaves, and counts
// what came of it; with --page, into docs/security.md.
import { readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { assertDiscreet } from "../test/support/privacy.mts"
import "./build.mts"

const { values } = parseArgs({
  options: {
    /** Mutated requests. docs/security.md has a million. */
    requests: { type: "string", default: "50000" },
    /** Makes up the same requests again. */
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    /** Idle connections; `ulimit -n` must allow that many files. */
    idle: { type: "string", default: "10000" },
    /** Writes the page; by default it only counts and tells. */
    page: { type: "boolean", default: false },
  },
})

const begun = Date.now()
const { runHostile } = await import("./hostile/run.mts")
const { timings } = await import("./hostile/timing.mts")
const { securityPage, securityPageFile, shortcomings } = await import("./hostile/page.mts")

const size = { idle: Number(values.idle), slow: 200, repeats: 20, bomb: 200_000_000, bodySeconds: 20 }
const measuredTimings = timings(50_000)
const { said, ...run } = await runHostile(Number(values.requests), Number(values.seed), size, console.log)
assertDiscreet(said)
const measured = { ...run, timings: measuredTimings, minutes: Math.ceil((Date.now() - begun) / 60_000) }
if (values.page) {
  writeFileSync(securityPageFile, securityPage(readFileSync(securityPageFile, "utf8"), measured))
}
console.log(
  JSON.stringify({ ...measured, fuzz: { ...measured.fuzz, wrong: measured.fuzz.wrong.length } }, null, 2),
)
for (const text of shortcomings(measured)) console.error(text)
process.exit(shortcomings(measured).length === 0 ? 0 : 1)
