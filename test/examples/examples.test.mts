// What someone who imports an example finds: a flow that is whole, explains itself and holds no secrets.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { basename, join } from "node:path"
import type { FlowNode } from "../support/node-red.mts"
import { root } from "../support/packed.mts"
import { type Example, examples } from "./examples.mts"

const manifest: { "node-red": { nodes: Record<string, string> } } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
)
const ownTypes = Object.keys(manifest["node-red"].nodes).map((set) => set.replaceAll("-", " "))

const coreTypes = [
  ...["tab", "comment", "catch", "change", "complete", "csv", "debug", "delay", "file", "file in"],
  ...["function", "http in", "http request", "http response", "inject", "json", "link call", "link in"],
  ...["link out", "mqtt out", "mqtt-broker", "split", "switch", "template"],
]

const allNodes = examples.flatMap(({ nodes }) => nodes)

describe("the examples", () => {
  for (const example of examples) describe(example.file, () => isWhole(example))

  it("show every node of the package", () => {
    const used = new Set(allNodes.map(({ type }) => type))
    assert.deepEqual(
      ownTypes.filter((type) => !used.has(type)),
      [],
    )
  })

  it("can all be imported into one Node-RED: no id and no path is used twice", () => {
    const paths = allNodes.flatMap(({ type, path, method, url }) => {
      if (type === "http in") return [`${method} ${url}`]
      return typeof path === "string" && path.startsWith("/") ? [path] : []
    })
    assert.deepEqual(repeated(allNodes.map(({ id }) => id)), [])
    assert.deepEqual(repeated(paths), [])
  })

  for (const folder of new Set(examples.map((example) => example.folder))) {
    it(`have the numbers 01, 02, … in their names, in the folder ${folder}`, () => {
      const files = examples.filter((example) => example.folder === folder).map(({ file }) => basename(file))
      assert.deepEqual(
        files.map((file) => /^(\d\d) - [A-Z].*\.json$/.exec(file)?.[1]),
        files.map((_, index) => String(index + 1).padStart(2, "0")),
      )
    })
  }
})

function isWhole({ file, nodes }: Example): void {
  const tabs = nodes.filter(({ type }) => type === "tab")
  const placed = nodes.filter(({ z }) => z !== undefined)

  it("is one tab with a title of its own", () => {
    assert.equal(tabs.length, 1)
    assert.equal(tabs[0]?.label, basename(file).replace(/^\d\d - (.*)\.json$/, "$1"))
    assert.deepEqual(
      placed.filter(({ z }) => z !== tabs[0]?.id),
      [],
    )
  })

  it("says in a comment what it is and which steps to take", () => {
    const [comment] = nodes.filter(({ type }) => type === "comment")
    assert.match(String(comment?.info), /^1\. .+\n2\. .+\n3\. /m)
  })

  it("is wired to its own nodes alone, all of which are named", () => {
    const ids = new Set(placed.map(({ id }) => id))
    const targets = placed.flatMap(({ wires, scope }) => [wires ?? [], scope ?? []].flat(2).map(String))
    assert.deepEqual(
      targets.filter((id) => !ids.has(id)),
      [],
    )
    assert.deepEqual(
      placed.filter((node) => !nameOf(node)),
      [],
    )
  })

  it("refers to its own stores alone", () => {
    const ids = new Set(nodes.map(({ id }) => id))
    const stores = nodes.map(({ store }) => store).filter((store) => store !== undefined && store !== "")
    assert.deepEqual(
      stores.filter((id) => !ids.has(String(id))),
      [],
    )
  })

  it("needs only this package, core and the e-mail node", () => {
    const known = new Set([...ownTypes, ...coreTypes, "e-mail"])
    assert.deepEqual(
      nodes.filter(({ type }) => !known.has(type)),
      [],
    )
  })

  it("names the modules that Node-RED installs for it", () => {
    const [comment] = nodes.filter(({ type }) => type === "comment")
    const modules = nodes.flatMap(({ libs }) => (Array.isArray(libs) ? libs.map(({ module }) => module) : []))
    assert.deepEqual(
      modules.filter((module) => !isBuiltin(module) && !String(comment?.info).includes(`\`${module}\``)),
      [],
    )
  })

  it("holds no credentials", () => {
    const text = readFileSync(join(root, "examples", file), "utf8")
    assert.doesNotMatch(text, /"(credentials|secret|secretToken|apiKeys|userid|password)"\s*:/)
  })

  it("lies on the canvas without two nodes in one place", () => {
    assert.deepEqual(repeated(placed.map(({ x, y }) => `${x} ${y}`)), [])
  })
}

/** The e-mail node's `name` is its recipient; its label is `dname`. */
function nameOf(node: FlowNode): unknown {
  return node.type === "e-mail" ? node.dname : node.name
}

function repeated(values: unknown[]): unknown[] {
  return values.filter((value, index) => values.indexOf(value) !== index)
}
