// What users install: the npm tarball holds what they need and nothing else, and Node-RED loads it.
import assert from "node:assert/strict"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { languages, localeFile } from "../locales/catalogue.mts"
import { NodeRed, type Version, versions } from "../support/node-red.mts"
import { npm, packageName, packedPackage, root } from "../support/packed.mts"

interface Manifest {
  main?: string
  types?: string
  exports?: unknown
  bin?: Record<string, string>
  dependencies: Record<string, string>
  "node-red": { nodes: Record<string, string>; plugins?: Record<string, string> }
}

const manifest: Manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
const nodeSets = Object.entries(manifest["node-red"].nodes)

function filesNamedBy({ main, types, exports, bin, "node-red": { nodes, plugins } }: Manifest): string[] {
  const named = [main, types, ...Object.values({ ...bin, ...nodes, ...plugins }), ...leaves(exports)]
  return named.filter((file) => file !== undefined).map((file) => file.replace(/^\.\//, ""))
}

function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : []
}

describe("the npm package", function () {
  this.timeout(60_000)
  let files: string[]
  before(() => {
    files = packedPackage().files
  })

  it("holds dist, the examples, the manifest, the readme and the licence, and nothing else", () => {
    const top = new Set(files.map((file) => file.split("/")[0]))
    assert.deepEqual([...top].sort(), ["LICENSE", "README.md", "dist", "examples", "package.json"])
  })

  it("holds no maps, tests, type declarations or sources", () => {
    const unwanted = /\.map$|\.d\.[cm]?ts$|\.[cm]?ts$|(^|\/)tests?\/|\.test\./
    assert.deepEqual(
      files.filter((file) => unwanted.test(file)),
      [],
    )
  })

  it("holds every file that its manifest names", () => {
    assert.deepEqual(
      filesNamedBy(manifest).filter((file) => !files.includes(file)),
      [],
    )
  })

  it("holds an editor page for every node set", () => {
    const pages = nodeSets.map(([, file]) => file.replace(/\.js$/, ".html"))
    assert.deepEqual(
      pages.filter((file) => !files.includes(file)),
      [],
    )
  })

  it("holds every example", () => {
    const examples = readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" })
    const flows = examples
      .filter((file) => file.endsWith(".json"))
      .map((file) => `examples/${file.replaceAll("\\", "/")}`)
    assert.ok(flows.length > 0)
    assert.deepEqual(
      flows.filter((file) => !files.includes(file)),
      [],
    )
  })

  it("names no machine of its makers", () => {
    const { folder } = packedPackage()
    const naming = files.filter((file) => readFileSync(join(folder, file), "utf8").includes(root))
    assert.deepEqual(naming, [])
  })
})

describe("installing the package", function () {
  this.timeout(120_000)
  // Outside the project, so that nothing resolves from the project's own node_modules.
  const userDirectory = mkdtempSync(join(tmpdir(), "node-red-"))
  const installed = join(userDirectory, "node_modules", packageName)
  after(() => rmSync(userDirectory, { recursive: true, force: true }))

  function install(): void {
    if (existsSync(installed)) return
    npm(
      ["install", "--prefer-offline", "--omit=dev", "--no-audit", "--no-fund", packedPackage().tarball],
      userDirectory,
    )
  }

  for (const version of versions) {
    describe(`into Node-RED ${version}`, () => loads(version, userDirectory, install))
  }
})

interface LoadedSet {
  name: string
  module: string
  types: string[]
  enabled: boolean
  err?: string
}

function loads(version: Version, userDirectory: string, install: () => void): void {
  let nodeRed: NodeRed
  before(async () => {
    nodeRed = await NodeRed.start({ version, userDirectory, install })
  })
  after(() => nodeRed?.stop())

  async function get(path: string, accept = "*/*"): Promise<Response> {
    const response = await fetch(nodeRed.adminUrl(path), { headers: { accept } })
    assert.equal(response.status, 200, path)
    return response
  }

  async function ownSets(): Promise<LoadedSet[]> {
    const sets: LoadedSet[] = JSON.parse(await (await get("/nodes", "application/json")).text())
    return sets.filter(({ module }) => module === packageName)
  }

  it("loads every node set without an error", async () => {
    const sets = await ownSets()
    assert.deepEqual(sets.map(({ name }) => name).sort(), nodeSets.map(([name]) => name).sort())
    assert.deepEqual(
      sets.filter(({ enabled, err }) => !enabled || err),
      [],
    )
    assert.ok(sets.every(({ types }) => types.length === 1))
  })

  it("serves the dialog of every node to the editor", async () => {
    const page = await (await get("/nodes", "text/html")).text()
    for (const { types } of await ownSets()) {
      assert.ok(page.includes(`data-template-name="${types[0]}"`), `the form of ${types[0]}`)
      assert.match(page, new RegExp(`registerType\\("${types[0]}"`))
    }
  })

  for (const language of languages) {
    it(`serves the texts and the help of every node in ${language}`, async () => {
      const texts = JSON.parse(await (await get(`/nodes/messages?lng=${language}`)).text())
      const help = await (
        await fetch(nodeRed.adminUrl("/nodes"), {
          headers: { accept: "text/html", "accept-language": language },
        })
      ).text()
      for (const [name, file] of nodeSets) {
        assert.ok(Object.keys(texts[`${packageName}/${name}`] ?? {}).length > 0, `texts of ${name}`)
        assert.ok(help.includes(localeFile(language, `${basename(file, ".js")}.html`)), `help of ${name}`)
      }
    })
  }

  it("serves the plugins with their texts", async () => {
    const page = await (await get("/plugins", "text/html")).text()
    for (const language of languages) {
      const texts = JSON.parse(await (await get(`/plugins/messages?lng=${language}`)).text())
      for (const name of Object.keys(manifest["node-red"].plugins ?? {})) {
        assert.ok(page.includes(`[red-plugin:${packageName}/${name}]`), name)
        assert.ok(Object.keys(texts[`${packageName}/${name}`] ?? {}).length > 0, `texts of ${name}`)
      }
    }
  })

  it("serves every icon", async () => {
    const icons: Record<string, string[]> = JSON.parse(await (await get("/icons", "application/json")).text())
    const own = icons[packageName] ?? []
    const packedIcons = packedPackage()
      .files.filter((file) => file.includes("/icons/"))
      .map((file) => basename(file))
    assert.ok(packedIcons.length > 0)
    assert.deepEqual(own.toSorted(), packedIcons.toSorted())
    for (const icon of own) assert.match(await (await get(`/icons/${packageName}/${icon}`)).text(), /<svg/)
  })

  it("warns of nothing that is the package's", () => {
    const lines = nodeRed.log.split("\n").filter((line) => /\[(warn|error)\]/.test(line))
    assert.deepEqual(
      lines.filter((line) => line.includes("guest-webhooks")),
      [],
    )
  })
}
