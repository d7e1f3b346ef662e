// A vendor is its folder, its fixtures, its texts, an example and one line in package.json; this names what is missing.
import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { fixtures } from "../fixtures/index.mts"
import { languages } from "../locales/catalogue.mts"
import { root } from "../support/packed.mts"

const sources = ["vendor.ts", "schema.ts", "normalize.ts", "migrations.ts", "editor.ts", "form.ts"]

const exampleFiles = readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" })
const exampleNodes: { type: string }[] = exampleFiles
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => JSON.parse(readFileSync(join(root, "examples", file), "utf8")))

const manifest: { "node-red": { nodes: Record<string, string> } } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
)

function missing(folder: string): string[] {
  const type = folder.replaceAll("-", " ")
  const file = `dist/${folder}/${folder}.js`
  const needed: [string, boolean][] = [
    ...[...sources, `${folder}.ts`].map((name) => there(`nodes/${folder}/${name}`)),
    [
      `an icon: nodes/${folder}/*.svg`,
      readdirSync(join(root, "nodes", folder)).some((name) => name.endsWith(".svg")),
    ],
    [`fixtures of "${type}" in test/fixtures/index.mts`, fixtures.some(({ vendor }) => vendor === type)],
    ...languages.flatMap((language) =>
      ["json", "html"].map((kind) => there(`locales/${language}/${folder}.${kind}`)),
    ),
    [`an example with "${type}" in examples/`, exampleNodes.some((node) => node.type === type)],
    [`${file} in package.json, node-red.nodes`, Object.values(manifest["node-red"].nodes).includes(file)],
  ]
  return needed.filter(([, isThere]) => !isThere).map(([name]) => name)
}

function there(path: string): [string, boolean] {
  return [path, existsSync(join(root, path))]
}

describe("every vendor is complete", () => {
  const folders = readdirSync(join(root, "nodes")).filter((name) => name.endsWith("-in"))

  it("has a folder for each vendor with fixtures", () => {
    const types = new Set(fixtures.map(({ vendor }) => vendor.replaceAll(" ", "-")))
    assert.deepEqual(
      [...types].filter((name) => !folders.includes(name)),
      [],
    )
  })

  for (const folder of folders) {
    it(basename(folder), () => assert.deepEqual(missing(folder), []))
  }
})
