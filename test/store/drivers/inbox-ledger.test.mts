// However much is left to emit, knowing what is next stays cheap and possible.
import assert from "node:assert/strict"
import { InboxLedger } from "../../../dist/store/drivers/inbox-ledger.js"

describe("the ledger of an inbox", () => {
  it("tells when the next of very many is due", () => {
    const ledger = new InboxLedger()
    for (let sequence = 1; sequence <= 200_000; sequence++)
      ledger.open(sequence, "node", 1_000_000 - sequence)
    assert.equal(ledger.nextDue("node"), 800_000)
  })
})
