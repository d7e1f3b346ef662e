// What comes along with the package: known, licensed, and nothing that runs while it is installed.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { runtimeDependencies, withLicences } from "../../scripts/docs/licences.mts"
import { securityPageFile } from "../../scripts/hostile/page.mts"
import { npm, root } from "../support/packed.mts"

/** Licences that ask for no more than to be named. */
const permissive = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"]

describe("the dependencies of the package", () => {
  it("are all under licences that ask for no more than to be named", () => {
    const others = runtimeDependencies().filter(({ licence }) => !permissive.includes(licence))
    assert.deepEqual(others, [])
  })

  it("say in their own package.json what the lock file says of them", () => {
    for (const { name, version, licence } of runtimeDependencies()) {
      const installed = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"))
      assert.deepEqual([installed.version, installed.license], [version, licence], name)
    }
  })

  it("are listed in docs/security.md, by npm run docs", () => {
    const page = readFileSync(securityPageFile, "utf8")
    assert.equal(withLicences(page), page)
  })

  it("are those of the bill of materials", () => {
    const bill: { components: { "bom-ref": string }[] } = JSON.parse(npm(["run", "--silent", "sbom"], root))
    const listed = bill.components.map((component) => component["bom-ref"])
    const expected = runtimeDependencies().map(({ name, version }) => `${name}@${version}`)
    assert.deepEqual(listed.sort(), expected.sort())
  })

  it("run nothing while they are installed, nor does the package", () => {
    assert.deepEqual(
      runtimeDependencies().filter(({ hasInstallScript }) => hasInstallScript),
      [],
    )
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8"),
    )
    const whileInstalling = ["preinstall", "install", "postinstall", "prepare"]
    assert.deepEqual(
      whileInstalling.filter((name) => name in scripts),
      [],
    )
  })
})
