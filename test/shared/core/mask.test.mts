// An operator who looks after the flows need not know whom the events are about.
import assert from "node:assert/strict"
import fc from "fast-check"
import { maskText } from "../../../dist/shared/core/mask.js"

describe("masking a text", () => {
  const cases = {
    "550 no such user ana.rossi@example.com": "550 no such user a…@e…",
    "<Ana@example.com>: refused, call +39 333 123-4567": "<A…@e…>: refused, call +…",
    "connect ECONNREFUSED 127.0.0.1:25": "connect ECONNREFUSED 127.0.0.1:25",
    "HTTP 429 after 3 tries": "HTTP 429 after 3 tries",
  }
  for (const [text, masked] of Object.entries(cases))
    it(`makes "${masked}" of it`, () => assert.equal(maskText(text), masked))

  it("leaves no address whole, wherever it stands", () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.string(), fc.string(), (email, before, after) => {
        assert.ok(!maskText(`${before} ${email} ${after}`).includes(email))
      }),
    )
  })
})
