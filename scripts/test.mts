// npm test: builds, then runs every test, on both Node-REDs. Arguments are patterns of test files.
import { globSync } from "node:fs"
import { join } from "node:path"
import Mocha from "mocha"
import "./build.mts"

const root = join(import.meta.dirname, "..")
const patterns = process.argv.slice(2)

const mocha = new Mocha({ timeout: 60_000, reporter: process.env.CI ? "dot" : "spec", forbidOnly: true })
for (const file of globSync(patterns.length > 0 ? patterns : "test/**/*.test.mts", { cwd: root }).sort()) {
  mocha.addFile(join(root, file))
}
await mocha.loadFilesAsync()

const runner = mocha.run((failures) => {
  const { passes = 0, pending = 0 } = runner.stats ?? {}
  console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ""}`)
  // Not by itself: Node-RED, as the node tests load it, leaves timers behind.
  process.exit(failures > 0 ? 1 : 0)
})
