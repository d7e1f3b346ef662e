import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import fc from "fast-check"
import {
  digestOf,
  equalInConstantTime,
  isDigestOfAny,
  matchesAny,
  secretLines,
} from "../../../dist/shared/core/secrets.js"

describe("the secrets of a setting", () => {
  it("are its lines, without empty ones and white space around", () => {
    assert.deepEqual(secretLines(" new \r\n\n\told\n  \n"), ["new", "old"])
  })

  it("keep white space within", () => {
    assert.deepEqual(secretLines("It's a Secret to Everybody"), ["It's a Secret to Everybody"])
  })

  it("are none where nothing was set", () => {
    for (const setting of [undefined, "", " \n\t\r\n"]) assert.deepEqual(secretLines(setting), [])
  })
})

describe("comparing secrets", () => {
  it("says whether they are equal, whatever their lengths", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        assert.equal(equalInConstantTime(one, other), one === other)
        assert.equal(equalInConstantTime(one, one), true)
      }),
    )
  })

  it("matches any of several, and none of none", () => {
    assert.equal(matchesAny("old", ["new", "old"]), true)
    assert.equal(matchesAny("new", ["new", "old"]), true)
    assert.equal(matchesAny("ne", ["new", "old"]), false)
    assert.equal(matchesAny("", []), false)
    assert.equal(matchesAny("x", []), false)
  })
})

describe("a token's digest", () => {
  it("is told as the token's, and as no other's", () => {
    const digest = digestOf("fixture-secret-token")
    assert.equal(isDigestOfAny(digest, ["other", "fixture-secret-token"]), true)
    assert.equal(isDigestOfAny(digest, ["other"]), false)
    assert.equal(isDigestOfAny(digest, []), false)
    for (const broken of ["", ".", "fixture-secret-token", `${digest}0`, digest.slice(1)])
      assert.equal(isDigestOfAny(broken, ["fixture-secret-token"]), false, broken)
  })

  it("says nothing of the token, not even whether two are the same", () => {
    const digest = digestOf("fixture-secret-token")
    assert.ok(!digest.includes("fixture"))
    assert.notEqual(digestOf("fixture-secret-token"), digest)
    assert.ok(!digest.includes(createHash("sha256").update("fixture-secret-token").digest("hex")))
  })
})
