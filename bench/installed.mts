// How many bytes an installation has: the package, and everything that it needs to run.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { z } from "zod"
import { packedPackage, root } from "../test/support/packed.mts"

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) })

export function installedBytes(): number {
  const folders = new Set<string>()
  for (const name of dependenciesOf(root)) collect(name, root, folders)
  return [packedPackage().folder, ...folders].reduce((sum, folder) => sum + bytesIn(folder), 0)
}

function collect(name: string, from: string, folders: Set<string>): void {
  const folder = folderOf(name, from)
  if (folders.has(folder)) return
  folders.add(folder)
  for (const dependency of dependenciesOf(folder)) collect(dependency, folder, folders)
}

function dependenciesOf(folder: string): string[] {
  const { dependencies } = manifest.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")))
  return Object.keys(dependencies)
}

/** Where Node finds it: nearest first. */
function folderOf(name: string, from: string): string {
  const folder = join(from, "node_modules", name)
  if (existsSync(folder)) return folder
  if (from === dirname(from)) throw new Error(`${name} is not installed`)
  return folderOf(name, dirname(from))
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules")
    .map((entry) => join(folder, entry.name))
    .reduce((sum, path) => sum + (statSync(path).isDirectory() ? bytesIn(path) : statSync(path).size), 0)
}
