// A little of what `npm run test:hostile` does at length (docs/security.md): Node-RED stays up, answers right, says
// nothing private, and a sender that behaves is served all the while.
import assert from "node:assert/strict"
import { shortcomings } from "../../scripts/hostile/page.mts"
import { runHostile } from "../../scripts/hostile/run.mts"
import { assertDiscreet } from "../support/privacy.mts"

const little = { idle: 200, slow: 10, repeats: 1, bomb: 20_000_000, bodySeconds: 1 }

describe("a Node-RED under attack", function () {
  this.timeout(180_000)

  it("answers what is due to each request, says nothing private, and serves who behaves", async () => {
    const { said, ...run } = await runHostile(3000, 1, little)
    assert.deepEqual(shortcomings({ ...run, timings: [], minutes: 0 }), [])
    assert.match(said, /status\/purple/)
    assertDiscreet(said)
  })
})
