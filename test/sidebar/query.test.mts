import assert from "node:assert/strict"
import { load } from "../editor/load.mts"

const { EVERYTHING, isFiltered, logPath } = await load<typeof import("../../nodes/sidebar/query.ts")>(
  "query",
  "sidebar",
)

describe("what the log is asked for", () => {
  it("is the newest deliveries of all nodes, unless something else is wanted", () => {
    assert.equal(logPath(EVERYTHING, { limit: 100 }), "log?limit=100")
    assert.equal(logPath(EVERYTHING, { limit: 100, before: null, version: null }), "log?limit=100")
  })

  it("holds the filter, the cursor and the version that is known", () => {
    const filter = { endpoint: "a", outcome: "dead", search: " ana+1@example.com & co " }
    const path = logPath(filter, { limit: 5, before: "c/1", version: "7" })
    assert.deepEqual(Object.fromEntries(new URL(path, "http://localhost").searchParams), {
      limit: "5",
      before: "c/1",
      version: "7",
      endpoint: "a",
      outcome: "dead",
      search: "ana+1@example.com & co",
    })
  })

  it("is filtered by any one wish", () => {
    assert.ok(!isFiltered(EVERYTHING))
    for (const wish of [{ endpoint: "a" }, { outcome: "dead" }, { search: "ana" }])
      assert.ok(isFiltered({ ...EVERYTHING, ...wish }))
  })
})
