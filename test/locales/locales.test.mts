// What users read: complete in every language, and nothing in the catalogues that nobody ever sees.
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { HTTP_STATUS } from "../../dist/shared/core/errors.js"
import {
  type Catalogue,
  catalogueOf,
  languages,
  localeFile,
  localeFiles,
  nodeSets,
  ownCatalogue,
  PLACEHOLDER,
  plugins,
  REFERENCE,
  root,
  translations,
} from "./catalogue.mts"
import { type Usage, usageOf } from "./usage.mts"

/** `__name__` for Node-RED, and what stands in braces for our own templates. */
function placeholders(text: string): string[] {
  return [...text.matchAll(new RegExp(`${PLACEHOLDER.source}|{\\w+}`, "g"))].map(([whole]) => whole).sort()
}

function sourcesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
  return names.filter((name) => name.endsWith(".ts")).map((name) => readFileSync(join(folder, name), "utf8"))
}

describe("the languages", () => {
  it("are English, French, German, Italian and Spanish", () => {
    assert.deepEqual(languages, ["de", "en-US", "es-ES", "fr", "it"])
  })

  it("are named by their catalogues", () => {
    const named = languages.map((language) => ownCatalogue(language, "shared").get("catalogue.language"))
    assert.deepEqual(named, languages)
  })

  for (const language of translations) {
    it(`${language}: has every catalogue and every help text`, () => {
      for (const extension of [".json", ".html"] as const) {
        assert.deepEqual(localeFiles(language, extension), localeFiles(REFERENCE, extension))
      }
    })
  }
})

/** English texts that a dialog shows, and what it shows instead in another language. */
function shownTexts(language: string, name: string): Map<string, string> {
  const translated = catalogueOf(language, name)
  const shown = [...catalogueOf(REFERENCE, name)].filter(([key]) => /^(label|option|output)\./.test(key))
  return new Map(shown.map(([key, text]) => [text, translated.get(key) ?? ""]))
}

function shownAnywhere(language: string): Map<string, string> {
  return new Map(localeFiles(REFERENCE, ".json").flatMap((file) => [...shownTexts(language, file)]))
}

function quotedIn(text: string): string[] {
  return [...text.matchAll(/"([^"]+)"|&quot;(.+?)&quot;/g)].map(
    ([, plain, escaped]) => plain ?? escaped ?? "",
  )
}

describe("the catalogues", () => {
  for (const file of localeFiles(REFERENCE, ".json")) {
    const english = ownCatalogue(REFERENCE, file)

    it(`${file}: have no empty text, and fill in values in the way that Node-RED does`, () => {
      for (const [key, text] of languages.flatMap((language) => [...ownCatalogue(language, file)])) {
        assert.notEqual(text.trim(), "", key)
        assert.doesNotMatch(text, /\{\{/, key)
      }
    })

    for (const language of translations) {
      const translated = ownCatalogue(language, file)

      it(`${file}, ${language}: have the same texts as in English`, () => {
        assert.deepEqual([...translated.keys()].sort(), [...english.keys()].sort())
      })

      it(`${file}, ${language}: fill the same values`, () => {
        for (const [key, text] of english) {
          assert.deepEqual(placeholders(translated.get(key) ?? ""), placeholders(text), key)
        }
      })

      it(`${file}, ${language}: quote what a dialog shows as it shows it`, () => {
        assert.deepEqual(misquoted(english, translated, shownAnywhere(language)), [])
      })
    }
  }
})

function misquoted(english: Catalogue, translated: Catalogue, shown: Map<string, string>): string[] {
  return [...english].flatMap(([key, text]) => {
    const expected = quotedIn(text).flatMap((quote) => shown.get(quote) ?? [])
    return expected
      .filter((quote) => !translated.get(key)?.includes(quote))
      .map((quote) => `${key}: ${quote}`)
  })
}

describe("the keys of the catalogues", function () {
  this.timeout(30_000)
  const usages = new Map<string, Usage>()
  before(async () => {
    for (const set of [...nodeSets, ...plugins]) {
      const groups = [...catalogueOf(REFERENCE, set.name).keys()].map((key) => key.split(".")[0] ?? "")
      usages.set(set.name, await usageOf(set, [...new Set(groups)]))
    }
  })

  for (const { name } of [...nodeSets, ...plugins]) {
    it(`${name}: every key that is used has a text`, () => {
      const catalogue = catalogueOf(REFERENCE, name)
      const missing = [...(usages.get(name)?.keys ?? [])].filter((key) => !catalogue.has(key))
      assert.deepEqual(missing, [])
    })

    it(`${name}: every text is used`, () => {
      const unused = [...ownCatalogue(REFERENCE, name).keys()].filter((key) => !usages.get(name)?.uses(key))
      assert.deepEqual(unused, [])
    })
  }

  it("shared: every text is used", () => {
    const used = (key: string) => [...usages.values()].some((usage) => usage.uses(key))
    assert.deepEqual(
      [...ownCatalogue(REFERENCE, "shared").keys()].filter((key) => !used(key)),
      [],
    )
  })

  it("every error has a text that says what is wrong", () => {
    const source = sourcesBelow(join(root, "nodes")).join("\n")
    const thrown = source.matchAll(/new (?:Webhook|Setting)Error\(\s*"([a-z-]+)"(?:,\s*"([a-z-]+)")?/g)
    const named = source.matchAll(/\b(?:error|message|fault): "([a-z]+(?:-[a-z]+)+)"/g)
    const codes = [...thrown, ...named].flatMap(([, ...found]) => found).filter((code) => code !== undefined)
    const catalogue = ownCatalogue(REFERENCE, "shared")
    const silent = [...Object.keys(HTTP_STATUS), ...codes].filter((code) => !catalogue.has(`errors.${code}`))
    assert.deepEqual(silent, [])
  })
})

/** The skeleton of a help text: its elements in order, and what is marked as code. */
function skeleton(help: string): string[] {
  const elements = [...help.matchAll(/<(\w+)[^>]*>/g)].map(([, name]) => name ?? "")
  return [...elements, ...codes(help).sort()]
}

function codes(help: string): string[] {
  return [...help.matchAll(/<code>([^<]*)<\/code>/g)].map(([, code]) => code ?? "")
}

function headings(help: string): string[] {
  return [...help.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, heading]) => heading ?? "")
}

/** The names of what is explained: properties, parts of the message, outputs. */
function terms(help: string): string[] {
  const found = [...help.matchAll(/<(?:dt|li)[^>]*>([^<\n]+)/g)]
  return found.flatMap(([, term = ""]) => term.trim().split(", "))
}

/** The help with the nodes of ours called by their English names, as the palette shows them. */
function withEnglishNames(help: string, language: string): string {
  return nodeSets.reduce((text, { name }) => {
    const [here, english] = [language, REFERENCE].map((each) => ownCatalogue(each, name).get("palette.name"))
    return text.replaceAll(`<code>${here}</code>`, `<code>${english}</code>`)
  }, help)
}

describe("French", () => {
  it("has no-break spaces within guillemets and before the marks that stand apart", () => {
    for (const file of readdirSync(join(root, "locales", "fr"))) {
      const text = localeFile("fr", file).replaceAll(/^ +"[\w.+-]+": /gm, "")
      assert.deepEqual(text.match(/.{0,20}(?:« | [;!?»]| :(?= |<)).{0,20}/g) ?? [], [], file)
    }
  })
})

describe("the help", () => {
  for (const { folder, name } of nodeSets) {
    const english = localeFile(REFERENCE, `${name}.html`)
    const editor = readFileSync(join(root, "nodes", folder, "editor.ts"), "utf8")
    const type = /registerType(?:<[^(]*>)?\("([^"]+)"/.exec(editor)?.[1]

    for (const language of languages) {
      it(`${name}, ${language}: is there for the node's type`, () => {
        const help = localeFile(language, `${name}.html`)
        const start = `<script type="text/html" data-help-name="${type}">\n<p>`
        assert.equal(help.slice(0, start.length), start)
        assert.ok(help.trimEnd().endsWith("</script>"))
      })
    }

    for (const language of translations) {
      const help = localeFile(language, `${name}.html`)

      it(`${name}, ${language}: says the same as in English`, () => {
        assert.deepEqual(skeleton(withEnglishNames(help, language)), skeleton(english))
      })

      it(`${name}, ${language}: calls what the dialog shows as the dialog does`, () => {
        const shown = shownTexts(language, name)
        const expected = terms(english).map((term, index) => shown.get(term) ?? terms(help)[index])
        assert.deepEqual(terms(help), expected)
        const quotes = quotedIn(english.replaceAll(/<[^>]*>/g, "")).flatMap((quote) => shown.get(quote) ?? [])
        assert.deepEqual(
          quotes.filter((quote) => !help.includes(quote)),
          [],
        )
      })
    }

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

  for (const language of translations) {
    it(`${language}: names its sections alike everywhere`, () => {
      const names = new Map<string, Set<string>>()
      for (const { name } of nodeSets) {
        const here = headings(localeFile(language, `${name}.html`))
        for (const [index, heading] of headings(localeFile(REFERENCE, `${name}.html`)).entries()) {
          names.set(heading, (names.get(heading) ?? new Set()).add(here[index] ?? ""))
        }
      }
      assert.deepEqual(
        [...names].filter(([, found]) => found.size > 1),
        [],
      )
    })
  }
})
