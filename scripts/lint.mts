// npm run lint: style, the layers of the house (biome.json), and the types of all three worlds.
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import "./build.mts" // the tests are typed by what is built

const root = join(import.meta.dirname, "..")

function run(program: string, ...args: string[]): boolean {
  return (
    spawnSync(process.execPath, [join(root, "node_modules", program), ...args], {
      cwd: root,
      stdio: "inherit",
    }).status === 0
  )
}

const results = [
  run("@biomejs/biome/bin/biome", "check", "."),
  ...["tsconfig.json", "tsconfig.editor.json", "tsconfig.test.json"].map((config) =>
    run("typescript/bin/tsc", "--noEmit", "-p", config),
  ),
]
process.exit(results.every(Boolean) ? 0 : 1)
