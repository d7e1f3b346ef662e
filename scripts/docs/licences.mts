// What is installed with the package, and under which licence, by the lock file: the table in docs/security.md.
import { readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { root } from "../../test/support/packed.mts"
import { replaced, table } from "../markdown.mts"

export interface Dependency {
  name: string
  version: string
  licence: string
  /** It runs a script of its own when it is installed. */
  hasInstallScript: boolean
}

interface LockedPackage {
  version?: string
  license?: string
  dev?: boolean
  devOptional?: boolean
  hasInstallScript?: boolean
}

/** All that `npm install` of the package brings along, dependencies of dependencies included. */
export function runtimeDependencies(): Dependency[] {
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
    readFileSync(join(root, "package-lock.json"), "utf8"),
  )
  return Object.entries(lock.packages)
    .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
    .map(([path, { version = "", license = "", hasInstallScript = false }]) => ({
      name: path.split("node_modules/").at(-1) ?? basename(path),
      version,
      licence: license,
      hasInstallScript,
    }))
}

export function withLicences(page: string): string {
  const rows = runtimeDependencies().map(({ name, version, licence }) => [name, version, licence])
  return replaced(page, "licences", "npm run docs", table(["Package", "Version", "Licence"], rows))
}
