// What users read: complete in both languages, and nothing in the catalogues that nobody ever sees.
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { HTTP_STATUS } from "../../dist/shared/core/errors.js"
import {
  catalogueOf,
  languages,
  localeFile,
  nodeSets,
  ownCatalogue,
  PLACEHOLDER,
  root,
} from "./catalogue.mts"
import { type Usage, usageOf } from "./usage.mts"

const files = ["shared", ...nodeSets.map(({ name }) => name)]

function placeholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "").sort()
}

function sourcesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
  return names.filter((name) => name.endsWith(".ts")).map((name) => readFileSync(join(folder, name), "utf8"))
}

describe("the catalogues", () => {
  for (const file of files) {
    const [english, italian] = languages.map((language) => ownCatalogue(language, file))
    assert.ok(english && italian)

    it(`${file}: have the same texts in both languages, none empty`, () => {
      assert.deepEqual([...italian.keys()].sort(), [...english.keys()].sort())
      const empty = [...english, ...italian].filter(([, text]) => text.trim() === "").map(([key]) => key)
      assert.deepEqual(empty, [])
    })

    it(`${file}: fill the same values in both languages, in the way that Node-RED does`, () => {
      for (const [key, text] of english) {
        assert.deepEqual(placeholders(italian.get(key) ?? ""), placeholders(text), key)
        assert.doesNotMatch(text, /\{\{/, key)
      }
    })
  }
})

describe("the keys of the catalogues", function () {
  this.timeout(30_000)
  const usages = new Map<string, Usage>()
  before(async () => {
    for (const set of nodeSets) {
      const groups = [...catalogueOf("en-US", set.name).keys()].map((key) => key.split(".")[0] ?? "")
      usages.set(set.name, await usageOf(set, [...new Set(groups)]))
    }
  })

  for (const { name } of nodeSets) {
    it(`${name}: every key that is used has a text`, () => {
      const catalogue = catalogueOf("en-US", name)
      const missing = [...(usages.get(name)?.keys ?? [])].filter((key) => !catalogue.has(key))
      assert.deepEqual(missing, [])
    })

    it(`${name}: every text is used`, () => {
      const unused = [...ownCatalogue("en-US", name).keys()].filter((key) => !usages.get(name)?.uses(key))
      assert.deepEqual(unused, [])
    })
  }

  it("shared: every text is used", () => {
    const used = (key: string) => [...usages.values()].some((usage) => usage.uses(key))
    assert.deepEqual(
      [...ownCatalogue("en-US", "shared").keys()].filter((key) => !used(key)),
      [],
    )
  })

  it("every error has a text that says what is wrong", () => {
    const source = sourcesBelow(join(root, "nodes")).join("\n")
    const thrown = source.matchAll(/new (?:Webhook|Setting)Error\(\s*"([a-z-]+)"(?:,\s*"([a-z-]+)")?/g)
    const named = source.matchAll(/\b(?:error|message|fault): "([a-z]+(?:-[a-z]+)+)"/g)
    const codes = [...thrown, ...named].flatMap(([, ...found]) => found).filter((code) => code !== undefined)
    const catalogue = ownCatalogue("en-US", "shared")
    const silent = [...Object.keys(HTTP_STATUS), ...codes].filter((code) => !catalogue.has(`errors.${code}`))
    assert.deepEqual(silent, [])
  })
})

/** The skeleton of a help text: its elements in order, and what is marked as code or as a type. */
function skeleton(help: string): string[] {
  const elements = [...help.matchAll(/<(\w+)[^>]*>/g)].map(([, name]) => name ?? "")
  const codes = [...help.matchAll(/<code>([^<]*)<\/code>/g)].map(([, code]) => code ?? "")
  return [...elements, ...codes.sort()]
}

function headings(help: string): string[] {
  return [...help.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, heading]) => heading ?? "")
}

describe("the help", () => {
  for (const { folder, name } of nodeSets) {
    const [english = "", italian = ""] = languages.map((language) => localeFile(language, `${name}.html`))
    const editor = readFileSync(join(root, "nodes", folder, "editor.ts"), "utf8")
    const type = /registerType(?:<[^(]*>)?\("([^"]+)"/.exec(editor)?.[1]

    it(`${name}: is there for the node's type, in both languages`, () => {
      for (const help of [english, italian]) {
        assert.ok(
          help.startsWith(`<script type="text/html" data-help-name="${type}">\n<p>`),
          help.slice(0, 80),
        )
        assert.ok(help.trimEnd().endsWith("</script>"))
      }
    })

    it(`${name}: says the same in both languages`, () => {
      assert.deepEqual(skeleton(italian), skeleton(english))
    })

    it(`${name}: has the sections of Node-RED's own help, in its order`, () => {
      const expected = ["Properties", "Inputs", "Outputs", "Details", "References"]
      const found = headings(english)
      assert.deepEqual(
        found,
        expected.filter((heading) => found.includes(heading)),
      )
      assert.ok(found.includes("Properties") && found.includes("Details"))
    })
  }
})
