// Points in time, in every way that the vendors' pages write them (FACTS.md C5, P7, B5, Q3).
import assert from "node:assert/strict"
import fc from "fast-check"
import { readDay, readInstant, toIso } from "../../../../dist/shared/core/values/time.js"

const SECOND = 1000

/** Each format as its sender writes it; `precision` is the least, in milliseconds, that it can say. */
const formats: { name: string; precision: number; write(time: number): string }[] = [
  { name: "Unix seconds", precision: SECOND, write: (time) => String(time / SECOND) },
  { name: "Unix milliseconds", precision: 1, write: String },
  { name: "ISO 8601", precision: 1, write: toIso },
  { name: "ISO 8601 without a fraction", precision: SECOND, write: (time) => `${digits(time)}Z` },
  { name: "Purple's, without a colon", precision: SECOND, write: (time) => `${digits(time)}+0000` },
  { name: "BEAM's, without a zone", precision: SECOND, write: (time) => digits(time).replace("T", " ") },
  { name: "a small t and z", precision: 1, write: (time) => toIso(time).toLowerCase() },
  {
    name: "a comma and microseconds",
    precision: 1,
    write: (time) => `${toIso(time).slice(0, 19)},${thousandths(time)}999`,
  },
]

function digits(time: number): string {
  return toIso(time).slice(0, 19)
}

function thousandths(time: number): string {
  return toIso(time).slice(20, 23)
}

/** From 1973, where Unix milliseconds can be told from seconds, to where seconds cannot be told from them. */
const instants = fc.integer({ min: 1e11, max: 1e14 - 1 })

describe("a point in time", () => {
  for (const { name, precision, write } of formats) {
    it(`reads back from ${name}`, () => {
      fc.assert(
        fc.property(instants, (time) => {
          const said = Math.floor(time / precision) * precision
          assert.equal(readInstant(write(said)), said)
        }),
      )
    })
  }

  it("reads back from any offset, with and without a colon", () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        fc.constantFrom(":", ""),
        (time, minutes, colon) => {
          const said = Math.floor(time / SECOND) * SECOND
          const local = digits(said + minutes * 60 * SECOND)
          assert.equal(readInstant(`${local}${offset(minutes, colon)}`), said)
        },
      ),
    )
  })

  const written = {
    "2018-01-18T13:27:08+0000": "2018-01-18T13:27:08.000Z",
    "2018-01-18T13:27:08+0130": "2018-01-18T11:57:08.000Z",
    "2018-01-18T13:27:08-08": "2018-01-18T21:27:08.000Z",
    "2018-01-18T13:27:08 +01:00": "2018-01-18T12:27:08.000Z",
    "2021-02-22T15:58:38.000Z": "2021-02-22T15:58:38.000Z",
    "2021-02-22T15:58:38.5Z": "2021-02-22T15:58:38.500Z",
    "2021-02-22T15:58:38.123456789Z": "2021-02-22T15:58:38.123Z",
    "2013-05-02 11:22:33": "2013-05-02T11:22:33.000Z",
    "2013-05-02 11:22": "2013-05-02T11:22:00.000Z",
    "2024-02-29": "2024-02-29T00:00:00.000Z",
    "2024-02-29T24:00:00Z": "2024-03-01T00:00:00.000Z",
    "2024-03-01T00:30:00+0100": "2024-02-29T23:30:00.000Z",
    "1614009527": "2021-02-22T15:58:47.000Z",
    "1614009527.25": "2021-02-22T15:58:47.250Z",
    "1614009527123": "2021-02-22T15:58:47.123Z",
  }
  for (const [text, expected] of Object.entries(written)) {
    it(`reads ${text}`, () => assert.equal(toIso(readInstant(text) ?? Number.NaN), expected))
  }

  const none = [
    "",
    "now",
    "0",
    "-1614009527",
    "1e9",
    "999999999999999",
    "0000-00-00 00:00:00",
    "2021-02-29",
    "2021-02-30T10:00:00Z",
    "2021-13-01",
    "2021-00-10",
    "2021-01-00",
    "2021-02-22T25:00:00Z",
    "2021-02-22T10:60:00Z",
    "2021-02-22T10:00:61Z",
    "2021-02-22T10:00:00+0",
    "2021-02-22T10:00:00+25:00",
    "2021-02-22T10:00:00+01:60",
    "2021-02-22T24:00:01Z",
    "2021-02-22T10",
    "22/02/2021",
    "2021-02-22T10:00:00Z and more",
    "2021-02-22\n2021-02-23",
  ]
  for (const text of none) {
    it(`does not take ${JSON.stringify(text)} for one`, () => assert.equal(readInstant(text), undefined))
  }

  it("is within the years that ISO 8601 writes with four digits, or none", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.nat().map(String), fc.bigInt({ min: 0n, max: 10n ** 15n }).map(String)),
        (text) => {
          const time = readInstant(text)
          if (time !== undefined) assert.match(toIso(time), /^\d{4}-/)
        },
      ),
    )
  })
})

function offset(minutes: number, colon: string): string {
  const sign = minutes < 0 ? "-" : "+"
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0")
  return `${sign}${two(Math.abs(minutes) / 60)}${colon}${two(Math.abs(minutes) % 60)}`
}

describe("a calendar day", () => {
  it("is the day as written, whatever the time and zone beside it", () => {
    assert.equal(readDay("1984-05-31"), "1984-05-31")
    assert.equal(readDay("1984-05-31T00:30:00+0200"), "1984-05-31")
    assert.equal(readDay("1984-05-31 23:59:59"), "1984-05-31")
  })

  it("may lie before 1970, as many birthdays do", () => {
    assert.equal(readDay("1931-12-01"), "1931-12-01")
  })

  for (const text of ["1984-02-30", "31.05.1984", "1984-5-31", "1984", "0000-00-00", ""]) {
    it(`is not in ${JSON.stringify(text)}`, () => assert.equal(readDay(text), undefined))
  }
})
