// The package as npm would publish it, packed and unpacked once per test run: what is tested is what users get.
import { execFileSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"

export const root = join(import.meta.dirname, "..", "..")
/** `npm test` names a folder and removes it by itself. */
const { TEST_SCRATCH: scratch = join(root, ".test") } = process.env
export const packageName = "@guest-webhooks/node-red"

interface PackReport {
  filename: string
  files: { path: string }[]
}

export interface Packed {
  tarball: string
  /** The package's folder, unpacked. */
  folder: string
  /** The paths it holds, relative to that folder. */
  files: string[]
}

let packed: Packed | undefined

const folders: string[] = []
process.once("exit", () => {
  if (process.env.TEST_SCRATCH !== undefined) return
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A new folder below the project's scratch folder, removed when the tests have ended. */
export function scratchFolder(name: string): string {
  mkdirSync(scratch, { recursive: true })
  const folder = mkdtempSync(join(scratch, `${name}-`))
  folders.push(folder)
  return folder
}

/** Runs npm and gives what it printed. */
export function npm(args: string[], folder: string): string {
  const shell = process.platform === "win32"
  return execFileSync("npm", args, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    shell,
  })
}

/** Packs dist/ as it is: the test run has built it before. */
export function packedPackage(): Packed {
  packed ??= pack(scratchFolder("package"))
  return packed
}

function pack(folder: string): Packed {
  if (!existsSync(join(root, "dist"))) throw new Error("there is no dist/: run `npm run build` first")
  const report = npm(["pack", "--ignore-scripts", "--json", "--pack-destination", folder], root)
  const [result]: PackReport[] = JSON.parse(report)
  if (!result) throw new Error(`npm pack packed nothing: ${report}`)
  const tarball = join(folder, result.filename)
  execFileSync("tar", ["-xzf", tarball, "-C", folder])
  return { tarball, folder: join(folder, "package"), files: result.files.map(({ path }) => path).sort() }
}

/** Puts the unpacked package where the palette manager would; its dependencies resolve from the project above. */
export function installPacked(userDirectory: string): void {
  const target = join(userDirectory, "node_modules", packageName)
  cpSync(packedPackage().folder, target, { recursive: true })
}
