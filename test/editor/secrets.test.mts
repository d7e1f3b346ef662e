import assert from "node:assert/strict"
import { load } from "./load.mts"

const { randomSecret } = await load<typeof import("../../nodes/shared/editor/random.ts")>("random")
const { STORED, withoutMarker } =
  await load<typeof import("../../nodes/shared/editor/stored-secret.ts")>("stored-secret")

describe("secrets in the dialogs", () => {
  it("keep the marker of a stored secret whole, and never as part of a new one", () => {
    assert.equal(withoutMarker(STORED), STORED)
    assert.equal(withoutMarker(`${STORED}\nnew`), "\nnew")
    assert.equal(withoutMarker("old\nnew"), "old\nnew")
  })

  it("are made up long, each another, of characters that every portal and header takes", () => {
    const secrets = Array.from({ length: 50 }, randomSecret)
    for (const secret of secrets) assert.match(secret, /^[a-z0-9]{32}$/)
    assert.equal(new Set(secrets).size, secrets.length)
  })
})
