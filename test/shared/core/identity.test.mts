// An event's id: the same for a retry, another for another event (FACTS.md V1).
import assert from "node:assert/strict"
import fc from "fast-check"
import { contentId, type Identity, randomId } from "../../../dist/shared/core/identity.js"

const texts = fc.oneof(fc.constantFrom(null, "", "a", "b", "null", '"', "],[", "a,b"), fc.string())
const identities: fc.Arbitrary<Identity> = fc.record({
  source: fc.oneof(fc.constantFrom("purple", "beam", "a"), fc.string()),
  event: texts,
  location: texts,
  content: fc.oneof(fc.constantFrom("", "[]", "{}", ']"x'), fc.string()),
})

describe("an event's id", () => {
  it("is 32 hex digits", () => {
    fc.assert(fc.property(identities, (identity) => assert.match(contentId(identity), /^[0-9a-f]{32}$/)))
    assert.match(randomId(), /^[0-9a-f]{32}$/)
  })

  it("is the same for the same content, as text and as bytes", () => {
    fc.assert(
      fc.property(identities, (identity) => {
        const bytes = Buffer.from(String(identity.content))
        assert.equal(contentId(identity), contentId({ ...identity, content: bytes }))
      }),
    )
  })

  it("differs where source, event, location or content differ, however they are split", () => {
    fc.assert(
      fc.property(identities, identities, (one, other) => {
        const same =
          JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort())
        assert.equal(contentId(one) === contentId(other), same)
      }),
      { numRuns: 1000 },
    )
  })

  it("never changes from release to release: events seen before an update stay known", () => {
    const identity = { source: "beam", event: "customer.create", location: "101", content: '{"id":1}' }
    // printf '["beam","customer.create","101"]{"id":1}' | openssl sha256
    assert.equal(contentId(identity), "e3c6f895aa62088eb712996ccc1818a4")
  })

  it("is never the same twice where nothing tells an event from its repeat", () => {
    const ids = Array.from({ length: 100 }, randomId)
    assert.equal(new Set(ids).size, ids.length)
  })
})
