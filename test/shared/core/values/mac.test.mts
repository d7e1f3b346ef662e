// MAC addresses in every usual notation, and whether the device made its own up.
import assert from "node:assert/strict"
import fc from "fast-check"
import { isRandomized, looksLikeMac, readMac } from "../../../../dist/shared/core/values/mac.js"

const addresses = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")))

const notations: Record<string, (pairs: string[]) => string> = {
  colons: (pairs) => pairs.join(":"),
  hyphens: (pairs) => pairs.join("-"),
  "dots, in fours": (pairs) => (pairs.join("").match(/.{4}/g) ?? []).join("."),
  "no separators": (pairs) => pairs.join(""),
}

describe("a MAC address", () => {
  it("reads BEAM's user name (FACTS.md B7)", () => {
    assert.equal(readMac("BE-72-B3-40-F9-BE"), "be:72:b3:40:f9:be")
  })

  for (const [name, write] of Object.entries(notations)) {
    it(`reads with ${name}, in either case`, () => {
      fc.assert(
        fc.property(addresses, fc.boolean(), (pairs, upper) => {
          const text = write(pairs)
          assert.equal(readMac(upper ? text.toUpperCase() : text), pairs.join(":"))
        }),
      )
    })
  }

  const none = [
    "",
    "be:72:b3:40:f9",
    "be:72:b3:40:f9:be:00",
    "be:72-b3:40-f9:be",
    "be72.b340f9be",
    "gg:72:b3:40:f9:be",
    "b:e7:2b:34:0f:9b:e",
    "be:72:b3:40:f9:be\n",
  ]
  for (const text of none) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(readMac(text), undefined))
  }

  it("is not taken from twelve bare digits that may be a voucher code", () => {
    assert.equal(looksLikeMac("123456789012"), false)
    assert.equal(looksLikeMac("9F04472C"), false)
    assert.equal(looksLikeMac("BE-72-B3-40-F9-BE"), true)
    assert.equal(looksLikeMac("be72.b340.f9be"), true)
  })

  it("is randomized where the locally administered bit is set, as IEEE 802 has it", () => {
    for (const first of ["02", "06", "0a", "0e", "be", "f2"])
      assert.equal(isRandomized(`${first}:00:00:00:00:00`), true)
    for (const first of ["00", "04", "a4", "9c", "01"])
      assert.equal(isRandomized(`${first}:00:00:00:00:00`), false)
  })
})
