// The settings of a webhook store, and where its file may be.
import assert from "node:assert/strict"
import { join } from "node:path"
import { SettingError } from "../../dist/shared/core/errors.js"
import { parseSettings } from "../../dist/shared/core/settings.js"
import { fileBelow, settings } from "../../dist/store/schema.js"

const DAY = 86_400_000

function hasCode(code: string) {
  return (error: unknown) => error instanceof SettingError && error.code === code
}

describe("the settings of a webhook store", () => {
  it("are one file, seven days, thirty quiet seconds and ten thousand events where nothing was chosen", () => {
    const { kind, path, retention, retries, quiet, maxPending } = parseSettings(settings, {})
    assert.deepEqual(
      { kind, path, retention, retries, quiet, maxPending },
      {
        kind: "sqlite",
        path: "webhooks.sqlite",
        retention: 7 * DAY,
        retries: 0,
        quiet: 30_000,
        maxPending: 10_000,
      },
    )
  })

  it("come as the editor saves them", () => {
    const { retention, retries, quiet, maxPending } = parseSettings(settings, {
      kind: "memory",
      retention: "1",
      retries: "3",
      quiet: "5",
      maxPending: "50",
    })
    assert.deepEqual(
      { retention, retries, quiet, maxPending },
      { retention: DAY, retries: 3, quiet: 5000, maxPending: 50 },
    )
  })

  it("refuse numbers that would keep nothing, and kinds that there are not", () => {
    for (const properties of [
      { retention: 0 },
      { maxPending: 0 },
      { quiet: 0 },
      { retries: -1 },
      { kind: "mysql" },
    ]) {
      assert.throws(() => parseSettings(settings, properties), hasCode("setting-invalid"))
    }
  })

  it("want an address for Redis", () => {
    for (const url of ["", "localhost:6379", "http://localhost", "redis"]) {
      assert.throws(() => parseSettings(settings, { kind: "redis", url }), hasCode("redis-url-invalid"))
    }
    for (const url of ["redis://localhost", "rediss://user@redis.example:6380/2"]) {
      assert.equal(parseSettings(settings, { kind: "redis", url }).url, url)
    }
  })
})

describe("a store's file", () => {
  const folder = join("/home", "node-red")

  it("is below the user directory", () => {
    assert.equal(fileBelow(folder, "webhooks.sqlite"), join(folder, "webhooks.sqlite"))
    assert.equal(fileBelow(folder, "stores/a/../b.sqlite"), join(folder, "stores", "b.sqlite"))
    assert.equal(fileBelow(folder, join(folder, "b.sqlite")), join(folder, "b.sqlite"))
  })

  for (const path of [
    "..",
    "../a.sqlite",
    "a/../../b.sqlite",
    "/etc/passwd",
    ".",
    "/home/node-red-2/a.sqlite",
  ]) {
    it(`is refused at ${path}`, () =>
      assert.throws(() => fileBelow(folder, path), hasCode("store-path-outside")))
  }
})
