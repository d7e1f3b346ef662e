// Runs a script of this project on the Node that its devDependencies bring (Node-RED 5 needs a newer
// one than many systems have), installing the dependencies first where a fresh clone has none.
import { spawn, spawnSync } from "node:child_process"
import { existsSync, lstatSync, statSync } from "node:fs"
import { delimiter, join } from "node:path"
import process from "node:process"

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..")
const modules = join(root, "node_modules")
const installed = join(modules, ".package-lock.json")
const windows = process.platform === "win32"

function modified(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0
}

/** A linked node_modules is another folder's: `npm ci` would empty it for all who use it. */
function isLinked() {
  return lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

if (!isLinked() && modified(installed) < modified(join(root, "package-lock.json"))) {
  console.log("Installing dependencies (npm ci) …")
  const npm = spawnSync("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: windows,
  })
  if (npm.status !== 0) process.exit(npm.status ?? 1)
}

const bin = join(modules, ".bin")
const node = join(modules, "node", "bin", windows ? "node.exe" : "node")
const [script, ...args] = process.argv.slice(2)
const child = spawn(node, [join(root, script), ...args], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
})
// Ctrl-C reaches the child by itself, as both share the terminal; it decides when to end.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal))
// A signal to npm ends only the shell between npm and here; then nobody is left to run for.
const parent = process.ppid
setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500).unref()
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
