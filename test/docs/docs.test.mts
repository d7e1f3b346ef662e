// The pages say what the code does and lead where they say.
import assert from "node:assert/strict"
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { destinationsPage, destinationsPageFile } from "../../scripts/docs/destinations-page.mts"
import { eventPage, eventPageFile } from "../../scripts/docs/event-page.mts"
import { root } from "../support/packed.mts"

const pages = globSync(["*.md", "docs/**/*.md"], { cwd: root })

function read(file: string): string {
  return readFileSync(join(root, file), "utf8")
}

/** The page without code, in which brackets and marks mean something else. */
function proseOf(page: string): string {
  return read(page).replaceAll(/^```.*?^```|^ {4}[^\n]*|`[^`\n]*`/gms, "")
}

describe("docs/event.md", () => {
  const committed = readFileSync(eventPageFile, "utf8")

  it("is what npm run docs writes", () => assert.equal(eventPage(committed), committed))

  it("cannot leave a field of the schema unexplained", () => {
    const schema = { type: "object", properties: { mood: { type: "string" } } }
    assert.throws(() => eventPage(committed, schema), /lacks mood/)
  })
})

describe("docs/destinations.md", () => {
  it("is what npm run docs writes of the examples", () => {
    const committed = readFileSync(destinationsPageFile, "utf8")
    assert.equal(destinationsPage(committed), committed)
  })
})

describe("docs/comparison.md", () => {
  it("has the figures that were measured", () => {
    const measured = new Set(
      read("docs/reliability.md").match(/^\| (purple in|core's http in) \| full .*$/gm),
    )
    const quoted = [...read("docs/comparison.md").matchAll(/^\| (purple in|core's http in) \| (.*) \|$/gm)]
    assert.equal(quoted.length, 2)
    for (const [, receiver, figures = ""] of quoted) {
      const row = [...measured].find((line) => line.startsWith(`| ${receiver} | full | 50 | ${figures} |`))
      assert.ok(row, `${receiver}: ${figures}`)
    }
  })
})

describe("docs/troubleshooting.md", () => {
  const quotes = [...read("docs/troubleshooting.md").matchAll(/^> (.*)$/gm)].map(([, text = ""]) => text)
  const shared: { status: Record<string, string>; errors: Record<string, string> } = JSON.parse(
    read("locales/en-US/shared.json"),
  )
  const statuses = Object.values(shared.status)
  const errors = Object.values(shared.errors)

  it("quotes only what the nodes say", () => {
    const invented = quotes.filter(
      (quote) => ![...statuses, ...errors].some((text) => text.startsWith(quote)),
    )
    assert.deepEqual(invented, [])
  })

  it("has something on every status but the rejection, whose reasons it lists", () => {
    const missing = statuses.filter((text) => !quotes.some((quote) => text.startsWith(quote)))
    assert.deepEqual(missing, [shared.status.rejected])
  })
})

/** What a translation keeps: levels of headings, code, pictures, how many points a list has. */
function outline(page: string): string[] {
  const kept = read(page).matchAll(/^(#+) |^ {4}(.+)$|(pictures\/[\w-]+\.png)|^(- |\d\. )/gm)
  return [...kept].map(([, level, code, picture, point]) => level ?? code ?? picture ?? point ?? "")
}

describe("translations", () => {
  for (const page of globSync("docs/it/*.md", { cwd: root })) {
    it(`${page} has what the English page has`, () => {
      assert.deepEqual(outline(page), outline(join("docs", basename(page))))
    })
  }
})

describe("links", () => {
  for (const page of pages) {
    it(`of ${page} lead somewhere`, () => {
      const targets = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(
        ([, link, source]) => link ?? source ?? "",
      )
      const local = targets.filter((target) => !/^https?:/.test(target))
      assert.deepEqual(
        local.filter((target) => !leads(page, target)),
        [],
      )
    })
  }
})

function leads(page: string, target: string): boolean {
  const [path = "", anchor] = target.split("#")
  const file = path === "" ? page : join(dirname(page), decodeURI(path))
  if (!existsSync(join(root, file))) return false
  return anchor === undefined || anchorsOf(file).includes(anchor)
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  )
}

describe("docs/facts", () => {
  const facts = new Set([...read("docs/facts/FACTS.md").matchAll(/^([A-Z]\d+)\. /gm)].map(([, fact]) => fact))

  it("has every fact that a comment cites", () => {
    const missing = sources().flatMap((file) => citedIn(file).filter((fact) => !facts.has(fact)))
    assert.deepEqual(missing, [])
  })
})

function sources(): string[] {
  return ["nodes", "scripts", "test"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.m?ts$/.test(file))
      .map((file) => join(folder, file)),
  )
}

/** `FACTS.md B5, P6 to P8`. */
function citedIn(file: string): string[] {
  const citations = read(file).match(/FACTS\.md [A-Z]\d+((, | to | and )[A-Z]\d+)*/g) ?? []
  return citations.flatMap((citation) => citation.match(/\b[A-Z]\d+\b/g) ?? [])
}
