// The catalogues as the build merges them: what all nodes share, and each node set's own texts over it.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, extname, join } from "node:path"

export const root = join(import.meta.dirname, "..", "..")
/** The language that Node-RED falls back to, and that the others are held against. */
export const REFERENCE = "en-US"
export const languages = readdirSync(join(root, "locales")).sort()
export const translations = languages.filter((language) => language !== REFERENCE)

/** What a language has: the names of its catalogues, or of its help texts. */
export function localeFiles(language: string, extension: ".json" | ".html"): string[] {
  const files = readdirSync(join(root, "locales", language))
  return files.filter((file) => extname(file) === extension).map((file) => basename(file, extension))
}

export interface NodeSet {
  folder: string
  name: string
}

type Files = Record<string, string>

const manifest: { "node-red": { nodes: Files; plugins: Files } } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
)

function setsOf(files: Files): NodeSet[] {
  return Object.values(files).map((file) => ({
    folder: basename(dirname(file)),
    name: basename(file, extname(file)),
  }))
}

export const nodeSets = setsOf(manifest["node-red"].nodes)
/** They are in the editor alone: no form, no help, nothing at runtime. */
export const plugins = setsOf(manifest["node-red"].plugins)

interface Tree {
  [key: string]: string | Tree
}

/** Every text under its whole key. */
export type Catalogue = Map<string, string>

function flatten(tree: Tree, prefix = ""): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + name, value]] : flatten(value, `${prefix}${name}.`),
  )
}

export function localeFile(language: string, file: string): string {
  const path = join(root, "locales", language, file)
  return existsSync(path) ? readFileSync(path, "utf8") : ""
}

/** A file's own texts, without the shared ones. */
export function ownCatalogue(language: string, name: string): Catalogue {
  return new Map(flatten(JSON.parse(localeFile(language, `${name}.json`))))
}

export function catalogueOf(language: string, name: string): Catalogue {
  return new Map([...ownCatalogue(language, "shared"), ...ownCatalogue(language, name)])
}

/** `__name__` is what Node-RED fills, in the editor and at runtime. */
export const PLACEHOLDER = /__(\w+?)__/g

export function translator(catalogue: Catalogue) {
  return (key: string, values: Record<string, string | number> = {}): string =>
    (catalogue.get(key) ?? key).replace(PLACEHOLDER, (_whole, name: string) => String(values[name]))
}
