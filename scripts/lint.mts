// npm run lint: style, the layers of the house (biome.json), and the types of all three worlds, side by side.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import "./build.mts" // has checked the types of what runs in Node-RED; the tests are typed by what is built

const root = join(import.meta.dirname, "..")

/** Resolves to whether it has nothing to complain of. */
async function run(program: string, ...args: string[]): Promise<boolean> {
  const command = [join(root, "node_modules", program), ...args]
  const [code] = await once(spawn(process.execPath, command, { cwd: root, stdio: "inherit" }), "exit")
  return code === 0
}

const results = await Promise.all([
  run("@biomejs/biome/bin/biome", "check", "."),
  ...["tsconfig.editor.json", "tsconfig.test.json"].map((config) =>
    run("typescript/bin/tsc", "--noEmit", "-p", config),
  ),
])
process.exit(results.every(Boolean) ? 0 : 1)
