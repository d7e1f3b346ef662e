// npm test: builds, then runs every test, on both Node-REDs, two files side by side. Arguments are patterns of test files.
import { globSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { basename, dirname, join, relative } from "node:path"
import Mocha from "mocha"
import "./build.mts"

const root = join(import.meta.dirname, "..")
const patterns = process.argv.slice(2)

/** Folders whose files take long. They go first, lest one worker is left with a long one when the other has nothing. */
const slow = ["browser", "destinations", "e2e"]

/** By name and not by folder, so that those that compute (browser) mostly run beside those that wait (destinations). */
function byLengthAndName(one: string, other: string): number {
  const key = (file: string) => Number(!slow.includes(basename(dirname(file)))) + basename(file)
  return key(one).localeCompare(key(other))
}

// Removed here: a worker that is to end gets a second for it.
mkdirSync(join(root, ".test"), { recursive: true })
const scratch = mkdtempSync(join(root, ".test", "run-"))
process.env.TEST_SCRATCH = scratch
process.once("exit", () => rmSync(scratch, { recursive: true, force: true, maxRetries: 10 }))
// Workers end with this process, and each then ends what it has started. Ctrl-C reaches it several times: from the
// terminal, from npm and from run.mjs.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130))

const files = globSync(patterns.length > 0 ? patterns : "test/**/*.test.mts", { cwd: root })
if (files.length === 0) throw new Error(`no test is called ${patterns.join(" or ")}`)
// A single file runs in this process, and is told of test by test.
const parallel = files.length > 1
const reporter = process.env.CI ? "dot" : "spec"
const mocha = new Mocha({ timeout: 60_000, reporter, forbidOnly: true, parallel, jobs: 2 })
for (const file of files.sort(byLengthAndName)) mocha.addFile(join(root, file))
if (!parallel) await mocha.loadFilesAsync()

const runner = mocha.run((failures) => {
  const { passes = 0, pending = 0 } = runner.stats ?? {}
  console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ""}`)
  // Not by itself: Node-RED, as the node tests load it, leaves timers behind.
  process.exit(failures > 0 ? 1 : 0)
})
runner.on("fail", (_test, { file }: Error & { file?: string }) => {
  if (file) console.error(`${relative(root, file)} did not come to its end`)
})
// mocha waits for the end of such a worker, which has been; Node.js would find nothing to wait for, and end with 0.
process.once("beforeExit", () => {
  console.error(parallel ? "a worker has died between two files" : "the tests did not come to their end")
  process.exit(1)
})
