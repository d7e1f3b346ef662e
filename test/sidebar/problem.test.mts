import assert from "node:assert/strict"
import { load } from "../editor/load.mts"

const { textsOf } = await load<typeof import("../../nodes/sidebar/problem.ts")>("problem", "sidebar")

function keys(status: number, code: string | null = null): string[] {
  return textsOf({ status, code, permission: "guest-webhooks.read" }).map(([key]) => key)
}

describe("what is told of a failed request", () => {
  it("is first what the server says, if there is a text for it", () => {
    assert.equal(keys(503, "store-unavailable")[0], "errors.store-unavailable")
  })

  it("is that Node-RED is away, that a permission is missing, or that it is too old", () => {
    for (const status of [0, 502, 504]) assert.equal(keys(status)[0], "problem.unreachable")
    for (const status of [401, 403]) assert.equal(keys(status)[0], "problem.permission")
    assert.equal(keys(404)[0], "problem.missing")
  })

  it("is never nothing", () => {
    for (const status of [0, 204, 401, 404, 418, 500]) assert.equal(keys(status).at(-1), "problem.other")
  })
})
