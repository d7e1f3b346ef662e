// What counts as the same: no two different things may share a key, or one of them would be dropped as a repeat.
import assert from "node:assert/strict"
import fc from "fast-check"
import { joinParts, keyOfEvent, partsOf } from "../../dist/dedupe/key.js"
import { jsonValues } from "../shared/core/json-values.mts"

type Kind = Parameters<typeof keyOfEvent>[0]

const KINDS: Kind[] = ["event", "guest", "guest+venue", "guest+type", "device"]

const event = {
  id: "e-1",
  source: "purple",
  type: "guest.connected",
  guest: { id: "42", email: "ana@example.com", phone: "+393471234567" },
  device: { mac: "be:72:b3:40:f9:be" },
  venue: { id: "7" },
}

describe("the key of an event", () => {
  const keys: Record<Kind, unknown[]> = {
    event: ["e-1"],
    guest: ["email", "ana@example.com"],
    "guest+venue": ["email", "ana@example.com", "7"],
    "guest+type": ["email", "ana@example.com", "guest.connected"],
    device: ["be:72:b3:40:f9:be"],
  }
  for (const kind of KINDS) {
    it(`by ${kind}`, () => assert.deepEqual(keyOfEvent(kind, event), keys[kind]))
  }

  it("is the guest's e-mail, else the phone, else the vendor's id with its source", () => {
    const guest = (known: object) => keyOfEvent("guest", { ...event, guest: known })
    assert.deepEqual(guest({ email: null, phone: "+393471234567", id: "42" }), ["phone", "+393471234567"])
    assert.deepEqual(guest({ email: "", phone: null, id: "42" }), ["id", "purple", "42"])
    assert.deepEqual(guest({ id: 42 }), ["id", "purple", 42])
    assert.equal(guest({ email: null, phone: null, id: null }), null)
  })

  it("is none where the guest, or what belongs to the key besides, is not known", () => {
    assert.equal(keyOfEvent("guest+venue", { ...event, venue: { id: null } }), null)
    assert.equal(keyOfEvent("guest+type", { ...event, type: "" }), null)
    assert.equal(keyOfEvent("device", { ...event, device: { mac: null } }), null)
    assert.equal(keyOfEvent("event", { ...event, id: undefined }), null)
  })

  it("is none, and no error, of anything that is no event", () => {
    const kinds = fc.constantFrom(...KINDS)
    fc.assert(
      fc.property(jsonValues, kinds, (payload, kind) => {
        const key = keyOfEvent(kind, payload)
        if (key === null) return
        assert.ok(typeof payload === "object" && payload !== null)
      }),
    )
    assert.equal(keyOfEvent("guest", undefined), null)
  })

  it("never joins two guests of whom nothing is known", () => {
    const nothing = fc.constantFrom(null, undefined, "", "  ")
    const unknown = fc.record({ email: nothing, phone: nothing, id: nothing }, { requiredKeys: [] })
    fc.assert(
      fc.property(unknown, fc.constantFrom<Kind>("guest", "guest+venue", "guest+type"), (guest, kind) => {
        assert.equal(keyOfEvent(kind, { ...event, guest }), null)
      }),
    )
  })

  it("never joins two guests who differ, whatever their e-mails, phones and ids", () => {
    const text = fc.oneof(fc.constantFrom("a", "b", "email", "id", "7"), fc.string())
    const guests = fc.record({ email: fc.option(text), phone: fc.option(text), id: fc.option(text) })
    const events = fc.record({
      source: fc.constantFrom("purple", "beam"),
      guest: guests,
      venue: fc.record({ id: text }),
      type: text,
    })
    fc.assert(
      fc.property(
        events,
        events,
        fc.constantFrom<Kind>("guest", "guest+venue", "guest+type"),
        (one, other, kind) => {
          const [first, second] = [keyOfEvent(kind, one), keyOfEvent(kind, other)]
          if (!first || !second || joinParts(first) !== joinParts(second)) return
          assert.equal(knownBy(one), knownBy(other))
        },
      ),
      { numRuns: 2000 },
    )
  })
})

/** What tells a guest from all others. */
function knownBy({
  source,
  guest,
}: {
  source: string
  guest: Record<"email" | "phone" | "id", string | null>
}): string {
  const given = (value: string | null) => value !== null && value.trim() !== ""
  if (given(guest.email)) return `e-mail ${guest.email}`
  return given(guest.phone) ? `phone ${guest.phone}` : `id ${guest.id} of ${source}`
}

describe("the key of a property or an expression", () => {
  it("is its value, and of a list all its parts", () => {
    assert.deepEqual(partsOf("a"), ["a"])
    assert.deepEqual(partsOf(0), [0])
    assert.deepEqual(partsOf(false), [false])
    assert.deepEqual(partsOf(["a", 1]), ["a", 1])
    assert.deepEqual(partsOf({ a: 1 }), [{ a: 1 }])
  })

  it("is none of nothing, nor of a list where a part is missing", () => {
    for (const value of [undefined, null, "", "  ", [], {}, [null], ["a", undefined], ["a", ""]]) {
      assert.equal(partsOf(value), null)
    }
  })

  it("is none of what is no number: all failed calculations would be one key", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, [Number.NaN]])
      assert.equal(partsOf(value), null)
  })

  it("is never that of another list", () => {
    const part = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom(",", '"', "a,b", '","', "1"),
    )
    const lists = fc.array(part, { maxLength: 4 })
    fc.assert(
      fc.property(lists, lists, (one, other) => {
        const same =
          one.length === other.length && one.every((value, index) => Object.is(value, other[index]))
        assert.equal(joinParts(one) === joinParts(other), same)
      }),
      { numRuns: 2000 },
    )
    assert.notEqual(joinParts(["a,b"]), joinParts(["a", "b"]))
    assert.notEqual(joinParts(["1"]), joinParts([1]))
  })
})
