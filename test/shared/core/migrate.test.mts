// Flows outlive the nodes they were made with: what was saved once goes on working.
import assert from "node:assert/strict"
import { SettingError } from "../../../dist/shared/core/errors.js"
import { currentVersion, type Migration, migrate } from "../../../dist/shared/core/migrate.js"

/** A node type whose `minutes` became `seconds`, and then a text. */
const migrations: readonly Migration[] = [
  ({ minutes, ...rest }) => ({ ...rest, seconds: Number(minutes) * 60 }),
  ({ seconds, ...rest }) => ({ ...rest, span: `${seconds} s` }),
]

const newest = { id: "a", span: "120 s", version: 3 }

describe("a node's properties from an older version", () => {
  it("pass every step from the version that saved them, in order", () => {
    assert.equal(currentVersion(migrations), 3)
    assert.deepEqual(migrate({ id: "a", minutes: 2, version: 1 }, migrations), newest)
    assert.deepEqual(migrate({ id: "a", seconds: 120, version: 2 }, migrations), newest)
  })

  it("stay as they are in the current version", () => {
    assert.deepEqual(migrate(newest, migrations), newest)
  })

  it("are of the first version where none is written down", () => {
    assert.deepEqual(migrate({ id: "a", minutes: 2 }, migrations), newest)
    assert.deepEqual(migrate({ id: "a" }, []), { id: "a", version: 1 })
  })

  it("are refused, naming the version, where newer nodes saved them or nothing could have", () => {
    for (const version of [4, 0, -1, 1.5, "2", null]) {
      assert.throws(
        () => migrate({ version }, migrations),
        (error) =>
          error instanceof SettingError &&
          error.code === "version-unknown" &&
          error.parameters.version === String(version),
      )
    }
  })
})
