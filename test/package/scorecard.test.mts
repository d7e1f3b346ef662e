// What the flow library's scorecard asserts of a package (`node-red-dev validate`), in its own way, without its tool. Left
// out: what only its catalogue and the registry know.
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript"
import { packedPackage } from "../support/packed.mts"

/** Of all packages in its catalogue 95 % have no more. */
const MOST_DEPENDENCIES = 6

interface Manifest {
  name: string
  license: string
  keywords: string[]
  repository?: object
  bugs?: object
  dependencies: Record<string, string>
  "node-red": { nodes: Record<string, string> }
}

/** The types of nodes that a page defines so that they can be read without running it. */
function definedIn(page: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) found.push(...definition(node))
    ts.forEachChild(node, visit)
  }
  const scripts = page.matchAll(/<script.+?type=['"]text\/javascript['"].*?>([\S\s]*?)<\/script>/gi)
  for (const [, script = ""] of scripts) visit(ts.createSourceFile("page.js", script, ts.ScriptTarget.Latest))
  return found
}

function definition({ expression, arguments: [type, object] }: ts.CallExpression): string[] {
  const isRegistering = ts.isPropertyAccessExpression(expression) && expression.name.text === "registerType"
  if (!isRegistering || !type || !ts.isStringLiteral(type)) return []
  if (!object || !ts.isObjectLiteralExpression(object) || object.properties.some(ts.isSpreadAssignment))
    return []
  return [type.text]
}

describe("the scorecard of the package", () => {
  let folder: string
  let manifest: Manifest
  before(() => {
    folder = packedPackage().folder
    manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  })

  it("P01, P03 to P05: a licence, where to report bugs, a scope, the keyword", () => {
    assert.equal(manifest.license, "MIT")
    assert.ok(manifest.repository && manifest.bugs)
    assert.match(manifest.name, /^@[^/]+\//)
    assert.ok(manifest.keywords.includes("node-red"))
  })

  it("N02: every node is in an example, and can be read from its page", () => {
    const pages = Object.values(manifest["node-red"].nodes).map((file) => file.replace(/\.js$/, ".html"))
    const types = pages.map((file) => definedIn(readFileSync(join(folder, file), "utf8")))
    assert.ok(
      types.every((here) => here.length === 1),
      JSON.stringify(types),
    )
    const examples = readdirSync(join(folder, "examples"), { recursive: true, encoding: "utf8" })
    const used = new Set(
      examples
        .filter((file) => file.endsWith(".json"))
        .flatMap((file): { type: string }[] =>
          JSON.parse(readFileSync(join(folder, "examples", file), "utf8")),
        )
        .map(({ type }) => type),
    )
    const missing = types.flat().filter((type) => !used.has(type))
    assert.deepEqual(missing, [])
  })

  it("D01: few dependencies", () => {
    assert.ok(Object.keys(manifest.dependencies).length <= MOST_DEPENDENCIES)
  })
})
