// Packs this package and installs it into a Node-RED user directory, as the palette manager would.
import { createHash } from "node:crypto"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { type Run, runNode, runNpm } from "./programs.mts"

export const root = join(import.meta.dirname, "..", "..")

/** Builds and packs what a release would hold; gives the packed file. */
export async function packPackage(directory: string, stopped: AbortSignal): Promise<string> {
  const here = { cwd: root, stopped }
  await runNode(join(root, "scripts", "build.mts"), here)
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  const report = await runNpm(["pack", "--json", "--ignore-scripts", "--pack-destination", directory], here)
  const [packed]: { filename: string }[] = JSON.parse(report)
  if (!packed) throw new Error(`npm pack packed nothing:\n${report}`)
  return join(directory, packed.filename)
}

/** The options with which Node-RED's palette manager runs npm. */
const paletteManagerOptions = [
  "--no-audit",
  "--no-fund",
  "--no-update-notifier",
  "--omit=dev",
  "--engine-strict",
]

/** Installs the packed package and the e-mail node; skipped when that very package is installed already. */
export async function installPackages(
  userDirectory: string,
  tarball: string,
  stopped: AbortSignal,
): Promise<void> {
  const email = `node-red-node-email@${await lockedVersion("node-red-node-email")}`
  const wanted = `${await digest(tarball)} ${email}\n`
  const stamp = join(userDirectory, "node_modules", ".installed")
  if ((await readIfThere(stamp)) === wanted) return

  await rm(join(userDirectory, "node_modules"), { recursive: true, force: true })
  await rm(join(userDirectory, "package-lock.json"), { force: true })
  await mkdir(userDirectory, { recursive: true })
  const manifest = { name: "node-red-project", version: "0.0.1", private: true }
  await writeFile(join(userDirectory, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`)
  const here: Run = { cwd: userDirectory, stopped }
  await runNpm(["install", ...paletteManagerOptions, "--prefer-offline", tarball, email], here)
  await writeFile(stamp, wanted)
}

/** The version the tests run with: the newest may not resolve on every day. */
async function lockedVersion(name: string): Promise<string> {
  const lock: { packages: Record<string, { version?: string }> } = JSON.parse(
    await readFile(join(root, "package-lock.json"), "utf8"),
  )
  const version = lock.packages[`node_modules/${name}`]?.version
  if (!version) throw new Error(`package-lock.json does not hold ${name}`)
  return version
}

async function digest(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex")
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "")
}
