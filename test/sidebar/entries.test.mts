import assert from "node:assert/strict"
import type { Entry } from "../../nodes/sidebar/contract.ts"
import { load } from "../editor/load.mts"
import { entry } from "./entry.mts"

const { byKey, isReplayable } = await load<typeof import("../../nodes/sidebar/entries.ts")>(
  "entries",
  "sidebar",
)

function keyIn(entries: Entry[], wanted: Entry): string | undefined {
  return [...byKey(entries)].find(([, found]) => found === wanted)?.[0]
}

describe("the list's entries", () => {
  it("are known again from one answer to the next, whatever has become of them", () => {
    const before = entry({ sequence: 7, outcome: "accepted" })
    const after = entry({ sequence: 7, outcome: "handled" })
    assert.equal(keyIn([before], before), keyIn([entry({ sequence: 8 }), after], after))
  })

  it("of two stores with the same number are two", () => {
    assert.equal(byKey([entry({ store: "" }), entry({ store: "other" })]).size, 2)
  })

  it("that look the same each have a key, which a later one does not take away", () => {
    const rejected = () => entry({ sequence: null, outcome: "rejected", id: null })
    const [older, newer, newest] = [rejected(), rejected(), rejected()]
    assert.equal(byKey([newer, older]).size, 2)
    assert.equal(keyIn([newer, older], older), keyIn([newest, newer, older], older))
    assert.equal(keyIn([newer, older], newer), keyIn([newest, newer, older], newer))
  })

  it("stay in order", () => {
    const entries = [entry({ sequence: 3 }), entry({ sequence: 2 }), entry({ sequence: 1 })]
    assert.deepEqual([...byKey(entries).values()], entries)
  })

  it("can be replayed if they are kept and the flow is done with them", () => {
    for (const outcome of ["handled", "failed", "dead"] as const)
      assert.ok(isReplayable(entry({ outcome })), outcome)
    assert.ok(!isReplayable(entry({ outcome: "accepted" })))
    assert.ok(!isReplayable(entry({ outcome: "rejected", sequence: null })))
  })
})
