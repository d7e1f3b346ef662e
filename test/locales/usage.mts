// Which keys of its catalogue a node set uses: in its dialog's markup, in its editor code, at runtime.
import { join } from "node:path"
import { build } from "esbuild"
import { type NodeSet, plugins, root } from "./catalogue.mts"

async function bundle(entry: string, platform: "browser" | "node"): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, "nodes", entry)],
    bundle: true,
    format: "cjs",
    platform,
    packages: "external",
    charset: "utf8",
    write: false,
  })
  return outputFiles[0]?.text ?? ""
}

async function renderForm(entry: string): Promise<string> {
  const module: { exports: { form?: string } } = { exports: {} }
  new Function("module", "exports", await bundle(entry, "browser"))(module, module.exports)
  return module.exports.form ?? ""
}

/** `[placeholder]label.name;label.title` names two keys. */
function keysOfMarkup(markup: string): string[] {
  const attributes = [...markup.matchAll(/data-i18n="([^"]+)"/g)].map(([, value]) => value ?? "")
  return attributes.flatMap((value) => value.split(";")).map((key) => key.replace(/^\[[\w-]+\]/, ""))
}

/** The editor itself looks up the category's label, under the name that it makes of it. */
function keyOfCategory(code: string): string[] {
  const category = /category: "([^"]+)"/.exec(code)?.[1]
  return category && category !== "config" ? [`palette.label.${category.replaceAll(" ", "_")}`] : []
}

/** `status.${key}`: the part before and the part after what is filled in. */
interface Pattern {
  before: string
  after: string
}

export class Usage {
  /** Keys that are written out; each must exist. */
  readonly keys: Set<string>
  readonly #code: string
  readonly #patterns: Pattern[]

  constructor(markup: string, code: string, groups: string[]) {
    const group = `(?:${groups.join("|")})`
    const literals = [...code.matchAll(new RegExp(`["'\`](${group}\\.[\\w.+-]*[\\w+])["'\`]`, "g"))]
    const templates = code.matchAll(new RegExp(`\`(${group}\\.[\\w.-]*)\\$\\{[^}]*\\}([\\w.-]*)\``, "g"))
    this.keys = new Set([
      ...keysOfMarkup(markup),
      ...literals.map(([, key]) => key ?? ""),
      ...keyOfCategory(code),
    ])
    this.#code = code + markup
    this.#patterns = [...templates].map(([, before = "", after = ""]) => ({ before, after }))
  }

  uses(key: string): boolean {
    return this.keys.has(key) || this.#patterns.some((pattern) => this.#fills(pattern, key))
  }

  /** A key that is put together counts only if the word that completes it is written somewhere. */
  #fills({ before, after }: Pattern, key: string): boolean {
    if (!key.startsWith(before) || !key.endsWith(after)) return false
    const word = key.slice(before.length, key.length - after.length)
    const isProperty = (line: string) => line.trimStart().startsWith(`${word}: `)
    return this.#code.includes(`"${word}"`) || this.#code.split("\n").some(isProperty)
  }
}

export async function usageOf({ folder, name }: NodeSet, groups: string[]): Promise<Usage> {
  const editor = await bundle(`${folder}/editor.ts`, "browser")
  if (plugins.some((plugin) => plugin.name === name)) return new Usage("", editor, groups)
  const runtime = await bundle(`${folder}/${name}.ts`, "node")
  return new Usage(await renderForm(`${folder}/form.ts`), `${editor}\n${runtime}`, groups)
}
