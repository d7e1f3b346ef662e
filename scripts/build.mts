// Builds dist/: compiled nodes, one html per node (form + editor code), merged locale catalogues and
// help beside the code that Node-RED looks for them at, icons, and the event's JSON Schema.
import { execFileSync } from "node:child_process"
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, extname, join } from "node:path"
import { buildSync, transformSync } from "esbuild"

const root = join(import.meta.dirname, "..")
const dist = join(root, "dist")
const require = createRequire(import.meta.url)

type Manifest = { "node-red": { nodes: Record<string, string>; plugins: Record<string, string> } }
type Catalogue = { [key: string]: string | Catalogue }

/** A node set or plugin as package.json names it: its folder below nodes/ and dist/, and its file's base name. */
type NodeSet = { folder: string; name: string }

const manifest: Manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

function setsOf(files: Record<string, string>): NodeSet[] {
  return Object.values(files).map((file) => ({
    folder: basename(dirname(file)),
    name: basename(file, extname(file)),
  }))
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : ""
}

/** Bundles one TypeScript entry into a single script. Small, as Node-RED sends every editor all of them uncompressed. */
function bundle(entry: string, format: "iife" | "cjs"): string {
  const result = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format,
    target: "es2022",
    charset: "utf8",
    minify: true,
  })
  const [output] = result.outputFiles
  if (!output) throw new Error(`${entry}: nothing was built`)
  return output.text
}

/** A form is TypeScript that yields HTML, so that dialogs share rows instead of copying them. */
function renderForm(entry: string): string {
  const module: { exports: { form?: string } } = { exports: {} }
  new Function("module", "exports", bundle(entry, "cjs"))(module, module.exports)
  if (!module.exports.form) throw new Error(`${entry} exports no form`)
  return module.exports.form
}

function nodeTypeOf(editor: string, entry: string): string {
  const type = /registerType\("([^"]+)"/.exec(editor)?.[1]
  if (!type) throw new Error(`${entry} registers no node type`)
  return type
}

function buildEditor({ folder, name }: NodeSet): void {
  const entry = join(root, "nodes", folder, "editor.ts")
  const editor = bundle(entry, "iife")
  const form = renderForm(join(root, "nodes", folder, "form.ts"))
  const type = nodeTypeOf(editor, entry)
  write(
    join(dist, folder, `${name}.html`),
    `<script type="text/javascript">\n${editor}</script>\n\n<script type="text/html" data-template-name="${type}">\n${form}</script>\n`,
  )
}

/** A plugin is a script that makes all its elements itself, and a style sheet. */
function buildPlugin({ folder, name }: NodeSet): void {
  const source = readFileSync(join(root, "nodes", folder, "style.css"), "utf8")
  const style = transformSync(source, { loader: "css", minify: true }).code
  const script = bundle(join(root, "nodes", folder, "editor.ts"), "iife")
  write(
    join(dist, folder, `${name}.html`),
    `<style>\n${style}</style>\n\n<script type="text/javascript">\n${script}</script>\n`,
  )
}

function mergeCatalogues(shared: Catalogue, own: Catalogue): Catalogue {
  const merged = { ...shared }
  for (const [key, value] of Object.entries(own)) {
    const there = merged[key]
    merged[key] =
      typeof value === "object" && typeof there === "object" ? mergeCatalogues(there, value) : value
  }
  return merged
}

function catalogue(language: string, name: string): Catalogue {
  return JSON.parse(readIfThere(join(root, "locales", language, `${name}.json`)) || "{}")
}

function buildLocale({ folder, name }: NodeSet, language: string): void {
  const target = join(dist, folder, "locales", language, name)
  write(
    `${target}.json`,
    `${JSON.stringify(mergeCatalogues(catalogue(language, "shared"), catalogue(language, name)))}\n`,
  )
  const help = readIfThere(join(root, "locales", language, `${name}.html`))
  if (help) write(`${target}.html`, help)
}

function copyIcons({ folder }: NodeSet): void {
  for (const file of readdirSync(join(root, "nodes", folder)).filter((name) => name.endsWith(".svg"))) {
    mkdirSync(join(dist, folder, "icons"), { recursive: true })
    copyFileSync(join(root, "nodes", folder, file), join(dist, folder, "icons", file))
  }
}

rmSync(dist, { recursive: true, force: true })
execFileSync(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.json")],
  {
    stdio: "inherit",
  },
)
const languages = readdirSync(join(root, "locales"))
const { nodes, plugins } = manifest["node-red"]
for (const set of setsOf(nodes)) {
  buildEditor(set)
  copyIcons(set)
}
for (const set of setsOf(plugins)) buildPlugin(set)
for (const set of setsOf({ ...nodes, ...plugins })) {
  for (const language of languages) buildLocale(set, language)
}
const { guestEventJsonSchema } = require(join(dist, "shared/core/event-schema.js"))
write(join(dist, "guest-event.schema.json"), `${JSON.stringify(guestEventJsonSchema(), null, 2)}\n`)
