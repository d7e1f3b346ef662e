// When a message counts, and how far it reaches: by the event's clock, since old events come late (FACTS.md P3).
import assert from "node:assert/strict"
import fc from "fast-check"
import { settings } from "../../dist/dedupe/schema.js"
import { createWindow, isLate, momentOf } from "../../dist/dedupe/window.js"
import { SettingError } from "../../dist/shared/core/errors.js"
import { parseSettings } from "../../dist/shared/core/settings.js"

const SECOND = 1000
const HOUR = 3600 * SECOND
const NOW = Date.parse("2026-06-15T12:00:00Z")

function reachOf(properties: object) {
  return createWindow(parseSettings(settings, properties))
}

/** The day that a time belongs to. */
function dayIn(timezone: string) {
  const reach = reachOf({ window: "day", timezone })
  return (time: string) => reach(momentOf({ time, receivedAt: time }, "event", NOW)).part
}

describe("the moment of a message", () => {
  const event = { time: "2026-06-15T10:00:00.000Z", receivedAt: "2026-06-15T11:00:00.000Z" }

  it("is when it happened, or when it arrived, by the chosen clock", () => {
    assert.equal(momentOf(event, "event", NOW).time, Date.parse(event.time))
    assert.equal(momentOf(event, "arrival", NOW).time, Date.parse(event.receivedAt))
  })

  it("is its arrival where it does not say when it happened, and now where it says neither", () => {
    assert.equal(momentOf({ ...event, time: null }, "event", NOW).time, Date.parse(event.receivedAt))
    for (const payload of [undefined, null, "text", {}, { time: "soon", receivedAt: 7 }]) {
      assert.equal(momentOf(payload, "event", NOW).time, NOW)
    }
  })

  it("is late from the second after lateAfter on, and never with 0", () => {
    const lateBy = (seconds: number) => ({ time: 0, arrival: NOW, eventTime: NOW - seconds * SECOND })
    assert.equal(isLate(lateBy(60), 60), false)
    assert.equal(isLate(lateBy(61), 60), true)
    assert.equal(isLate(lateBy(1e9), 0), false)
    assert.equal(isLate({ time: NOW, arrival: NOW, eventTime: null }, 60), false)
    assert.equal(isLate(lateBy(-3600), 60), false, "a clock that is ahead is not late")
  })
})

describe("a day", () => {
  it("is the calendar day of the time zone", () => {
    const rome = dayIn("Europe/Rome")
    assert.equal(rome("2026-06-14T22:00:00Z"), "2026-06-15")
    assert.equal(rome("2026-06-15T21:59:59.999Z"), "2026-06-15")
    assert.equal(rome("2026-06-15T22:00:00Z"), "2026-06-16")
    assert.equal(dayIn("America/New_York")("2026-06-15T03:59:59Z"), "2026-06-14")
    assert.equal(dayIn("Pacific/Kiritimati")("2026-06-15T12:00:00Z"), "2026-06-16")
  })

  it("has 23 hours when the clocks go forward, and 25 when they go back", () => {
    const rome = dayIn("Europe/Rome")
    const hours = (from: string, day: string) => {
      let count = 0
      while (rome(new Date(Date.parse(from) + count * HOUR).toISOString()) === day) count++
      return count
    }
    assert.equal(hours("2026-03-28T23:00:00Z", "2026-03-29"), 23)
    assert.equal(hours("2026-10-24T22:00:00Z", "2026-10-25"), 25)
    assert.equal(hours("2026-06-14T22:00:00Z", "2026-06-15"), 24)
  })

  it("keeps the same wall clock hours of a day together, whatever the date", () => {
    const rome = dayIn("Europe/Rome")
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 }), fc.nat({ max: 22 }), (day, hour) => {
        const start = Date.parse("2026-01-01T11:00:00Z") + day * 24 * HOUR
        const noon = rome(new Date(start).toISOString())
        const other = new Date(start - 11 * HOUR + hour * HOUR).toISOString()
        const local = new Date(other).toLocaleDateString("sv-SE", { timeZone: "Europe/Rome" })
        assert.equal(rome(other) === noon, local === noon)
      }),
    )
  })

  it("is the server's where no time zone was chosen", () => {
    const local = new Date(NOW).toLocaleDateString("sv-SE")
    assert.equal(dayIn("")(new Date(NOW).toISOString()), local)
  })

  it("is remembered longer than events are usually late", () => {
    const { expires } = reachOf({ window: "day" })(momentOf({}, "event", NOW))
    assert.ok(expires - NOW > 7 * 24 * HOUR)
  })
})

describe("a rolling window", () => {
  for (const [unit, milliseconds] of Object.entries({ s: SECOND, m: 60 * SECOND, h: HOUR, d: 24 * HOUR })) {
    it(`of 3 ${unit} is that long, and is remembered longer`, () => {
      const reach = reachOf({ window: "rolling", amount: "3", unit })(momentOf({}, "event", NOW))
      assert.equal(reach.window, 3 * milliseconds)
      assert.equal(reach.part, "")
      assert.ok(reach.expires >= NOW + reach.window)
    })
  }
})

describe("for ever", () => {
  it("never ends and is never forgotten", () => {
    assert.deepEqual(reachOf({ window: "forever" })(momentOf({}, "event", NOW)), {
      part: "",
      window: Number.POSITIVE_INFINITY,
      expires: Number.POSITIVE_INFINITY,
    })
  })
})

describe("the settings of dedupe", () => {
  function refused(properties: object, code: string): void {
    assert.throws(
      () => parseSettings(settings, properties),
      (error) => error instanceof SettingError && error.code === code,
    )
  }

  it("are once per guest and day where nothing was chosen", () => {
    const { key, window, clock, commit, missing, lateAfter } = parseSettings(settings, {})
    assert.deepEqual(
      { key, window, clock, commit, missing, lateAfter },
      {
        key: "guest",
        window: "day",
        clock: "event",
        commit: "pass",
        missing: "pass",
        lateAfter: 0,
      },
    )
  })

  it("refuse a time zone that there is not, and a window of nothing", () => {
    refused({ timezone: "Europe/Atlantis" }, "timezone-invalid")
    refused({ amount: 0 }, "setting-invalid")
    refused({ lateAfter: -1 }, "setting-invalid")
    refused({ key: "everything" }, "setting-invalid")
  })
})
