// The promise of every event: what cannot be read becomes null and a warning, and nothing is rejected for it.
import assert from "node:assert/strict"
import fc from "fast-check"
import type { z } from "zod"
import { guestEvent } from "../../../dist/shared/core/event-schema.js"
import { composeName, Reader } from "../../../dist/shared/core/reader.js"
import { fieldValues } from "./json-values.mts"

type Read = (reader: Reader, value: unknown) => unknown

const { guest, device, venue, voucher, transaction, consent, time } = guestEvent.shape
const instantOrDay = voucher.unwrap().shape.validFrom

/** Each reader, the leaf of the event that it fills, and what it says of a value that it cannot read. */
const readers: Record<string, { read: Read; leaf: z.ZodType; reason: string }> = {
  text: { read: (reader, value) => reader.text("f", value), leaf: guest.shape.company, reason: "not-text" },
  email: {
    read: (reader, value) => reader.email("f", value),
    leaf: guest.shape.email,
    reason: "not-an-email",
  },
  phone: {
    read: (reader, value) => reader.phone("f", value, "IT"),
    leaf: guest.shape.phone,
    reason: "not-a-phone",
  },
  country: {
    read: (reader, value) => reader.country("f", value),
    leaf: guest.shape.country,
    reason: "not-a-country",
  },
  language: {
    read: (reader, value) => reader.language("f", value),
    leaf: guest.shape.language,
    reason: "not-a-language",
  },
  gender: {
    read: (reader, value) => reader.gender("f", value),
    leaf: guest.shape.gender,
    reason: "not-a-gender",
  },
  mac: { read: (reader, value) => reader.mac("f", value), leaf: device.shape.mac, reason: "not-a-mac" },
  day: { read: (reader, value) => reader.day("f", value), leaf: guest.shape.birthDate, reason: "not-a-date" },
  instant: { read: (reader, value) => reader.instant("f", value), leaf: time, reason: "not-a-time" },
  number: {
    read: (reader, value) => reader.number("f", value),
    leaf: transaction.unwrap().shape.amount,
    reason: "not-a-number",
  },
  count: {
    read: (reader, value) => reader.count("f", value),
    leaf: guest.shape.visitCount,
    reason: "not-a-count",
  },
  latitude: {
    read: (reader, value) => reader.latitude("f", value),
    leaf: venue.shape.latitude,
    reason: "not-a-latitude",
  },
  longitude: {
    read: (reader, value) => reader.longitude("f", value),
    leaf: venue.shape.longitude,
    reason: "not-a-longitude",
  },
  boolean: {
    read: (reader, value) => reader.boolean("f", value),
    leaf: consent.shape.terms,
    reason: "not-a-boolean",
  },
}

/** What guests and vendors write where they mean to say nothing. */
const notGiven = { phone: "+54", gender: "prefer not to say" } as const

for (const [name, { read, leaf, reason }] of Object.entries(readers)) {
  describe(`reading a ${name}`, () => {
    it("never throws, and gives what the event's schema takes", () => {
      fc.assert(
        fc.property(fieldValues, (value) => {
          const found = leaf.safeParse(read(new Reader(), value))
          assert.ok(found.success, found.error?.message)
        }),
        { numRuns: 300 },
      )
    })

    it("warns of nothing that could be read, and once of what could not", () => {
      fc.assert(
        fc.property(fieldValues, (value) => {
          const reader = new Reader()
          const found = read(reader, value)
          assert.ok(reader.warnings.length === 0 || found === null)
          assert.ok(reader.warnings.length <= 1)
        }),
      )
    })

    it("takes nothing, null and white space for not given", () => {
      const reader = new Reader()
      for (const value of [undefined, null, "", " ", "\t\n"]) assert.equal(read(reader, value), null)
      assert.deepEqual(reader.warnings, [])
    })

    it("warns of an object and of a list where one value belongs", () => {
      for (const value of [{}, [], [["x"]], { value: "x" }]) {
        const reader = new Reader()
        assert.equal(read(reader, value), null)
        assert.deepEqual(reader.warnings, [{ field: "f", reason }])
      }
    })
  })
}

for (const [name, text] of Object.entries(notGiven)) {
  it(`a ${name} of ${JSON.stringify(text)} is not given, and no warning`, () => {
    const reader = new Reader()
    assert.equal(readers[name]?.read(reader, text), null)
    assert.deepEqual(reader.warnings, [])
  })
}

describe("a reader", () => {
  it("trims texts", () => {
    assert.equal(new Reader().text("f", "  Ana Rossi \n"), "Ana Rossi")
  })

  it("has no text that a database refuses: no NUL, and no half of a surrogate pair", () => {
    const reader = new Reader()
    assert.equal(reader.text("f", "\0A\0na\ud800"), "Ana\ufffd")
    assert.equal(reader.text("f", "\0 \0"), null)
    assert.equal(reader.text("f", "👋🏽"), "👋🏽")
    assert.deepEqual(reader.warnings, [])
  })

  it("reads numbers and booleans as texts, and texts as numbers and booleans (FACTS.md B5)", () => {
    const reader = new Reader()
    assert.equal(reader.text("f", 42), "42")
    assert.equal(reader.text("f", true), "true")
    assert.equal(reader.count("f", "42"), 42)
    assert.equal(reader.boolean("f", 1), true)
    assert.equal(reader.instant("f", 1614009527), "2021-02-22T15:58:47.000Z")
  })

  it("tells a day from a time of day", () => {
    const reader = new Reader()
    assert.equal(reader.instantOrDay("f", " 2026-05-01 "), "2026-05-01")
    assert.equal(reader.instantOrDay("f", "2026-05-01 10:00:00"), "2026-05-01T10:00:00.000Z")
    assert.equal(reader.instantOrDay("f", "2026-02-30"), null)
    assert.deepEqual(reader.warnings, [{ field: "f", reason: "not-a-date" }])
  })

  it("reads any day or time into what the event's schema takes", () => {
    fc.assert(
      fc.property(fieldValues, (value) => {
        assert.ok(instantOrDay.safeParse(new Reader().instantOrDay("f", value)).success)
      }),
    )
  })

  it("collects its warnings in the order of reading", () => {
    const reader = new Reader()
    reader.email("guest.email", "nobody")
    reader.mac("device.mac", "none")
    reader.warn("consent.marketing", "contradictory")
    assert.deepEqual(reader.warnings, [
      { field: "guest.email", reason: "not-an-email" },
      { field: "device.mac", reason: "not-a-mac" },
      { field: "consent.marketing", reason: "contradictory" },
    ])
  })
})

describe("a composed name", () => {
  it("has what is known of first and last name", () => {
    assert.equal(composeName("Ana", "Rossi"), "Ana Rossi")
    assert.equal(composeName("Ana", null), "Ana")
    assert.equal(composeName(null, "Rossi"), "Rossi")
    assert.equal(composeName(null, null), null)
  })
})

describe("one text that stands for two times of an event", () => {
  it("is read alike for both, and told of for both where it says none", () => {
    const reader = new Reader()
    const read = (value: string) =>
      ["time", "guest.registeredAt"].map((field) => reader.instant(field, value))
    assert.deepEqual(read("2022-08-27 13:36:10"), Array(2).fill("2022-08-27T13:36:10.000Z"))
    assert.deepEqual(read("soon"), [null, null])
    assert.deepEqual(read("2022-08-27 13:36:11"), Array(2).fill("2022-08-27T13:36:11.000Z"))
    assert.deepEqual(
      reader.warnings.map(({ field }) => field),
      ["time", "guest.registeredAt"],
    )
  })
})
