// docs/security.md names every limit with the value it has.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { DEFAULT_LIMITS } from "../../dist/shared/core/operator-settings.js"
import { root } from "../support/packed.mts"

it("docs/security.md has every limit, with its default, and no other", () => {
  const page = readFileSync(join(root, "docs", "security.md"), "utf8")
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, name, value]) => [name, Number(value)])
  assert.deepEqual(Object.fromEntries(rows), DEFAULT_LIMITS)
})
