// Editor code is written for esbuild (imports without extensions), so it is loaded through it.
import { join } from "node:path"
import { build } from "esbuild"

const NODES = join(import.meta.dirname, "..", "..", "nodes")

/** A module of nodes/shared/editor, or of another folder there, that needs no browser; `Module` is its own type. */
export async function load<Module>(name: string, folder = "shared/editor"): Promise<Module> {
  const { outputFiles } = await build({
    entryPoints: [join(NODES, folder, `${name}.ts`)],
    bundle: true,
    format: "esm",
    write: false,
  })
  const code = Buffer.from(outputFiles[0]?.contents ?? "").toString("base64")
  return import(`data:text/javascript;base64,${code}`)
}
