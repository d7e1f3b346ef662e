// Flows that were saved with every version there has been. `<folder>.json` holds one node per version, oldest first:
// a new step in a node's migrations.ts brings an entry with it, and the others stay as they are.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import type { ZodType } from "zod"
import { currentVersion, type Migration, migrate, type Properties } from "../../dist/shared/core/migrate.js"
import { parseSettings } from "../../dist/shared/core/settings.js"
import { nodeSets, root } from "../locales/catalogue.mts"

const require = createRequire(import.meta.url)

function saved(folder: string): Properties[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${folder}.json`), "utf8"))
}

describe("a node that was saved with an earlier version", () => {
  for (const { folder } of nodeSets) {
    const { migrations }: { migrations: readonly Migration[] } = require(
      join(root, "dist", folder, "migrations.js"),
    )
    const { settings }: { settings: ZodType<object> } = require(join(root, "dist", folder, "schema.js"))

    it(`${folder}: is there for every version`, () => {
      assert.equal(saved(folder).length, currentVersion(migrations))
    })

    it(`${folder}: becomes with each step what the next version saved`, () => {
      const nodes = saved(folder)
      migrations.forEach((step, index) => {
        assert.deepEqual({ ...step(nodes[index] ?? {}), version: index + 2 }, nodes[index + 1])
      })
    })

    it(`${folder}: has the settings it had`, () => {
      const credentials = { secret: "secret" }
      const [newest, ...older] = saved(folder)
        .map((node) => parseSettings(settings, migrate({ ...node, ...credentials }, migrations)))
        .reverse()
      for (const node of older) assert.deepEqual(node, newest)
    })
  }
})
