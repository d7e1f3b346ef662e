import assert from "node:assert/strict"
import { load } from "../editor/load.mts"

const { guestOf } = await load<typeof import("../../nodes/sidebar/guest.ts")>("guest", "sidebar")

describe("the guest to erase", () => {
  it("is known by an e-mail address", () => {
    assert.deepEqual(guestOf(" Ana.Díaz+1@Example.com "), { email: "ana.díaz+1@example.com" })
  })

  it("is known by a phone number with its country code, however it is written", () => {
    for (const typed of ["+39 06 1234-5678", "+390612345678", " +39 (06) 1234 5678 "])
      assert.deepEqual(guestOf(typed), { phone: "+390612345678" }, typed)
  })

  it("is nobody where it could be several, or is a slip", () => {
    for (const typed of ["", "ana", "ana@", "@example.com", "ana@example", "06 1234 5678", "+39", "a b@c.de"])
      assert.equal(guestOf(typed), null, typed)
  })
})
