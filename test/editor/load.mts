// Editor code is written for esbuild (imports without extensions), so it is loaded through it.
import { join } from "node:path"
import { build } from "esbuild"

const EDITOR = join(import.meta.dirname, "..", "..", "nodes", "shared", "editor")

/** A module of nodes/shared/editor that needs no browser; `Module` is its own type. */
export async function load<Module>(name: string): Promise<Module> {
  const { outputFiles } = await build({
    entryPoints: [join(EDITOR, `${name}.ts`)],
    bundle: true,
    format: "esm",
    write: false,
  })
  const code = Buffer.from(outputFiles[0]?.contents ?? "").toString("base64")
  return import(`data:text/javascript;base64,${code}`)
}
