import assert from "node:assert/strict"
import { load } from "../editor/load.mts"

const { clockOf, localeOf } = await load<typeof import("../../nodes/sidebar/times.ts")>("times", "sidebar")

const morning = new Date(2024, 5, 1, 8, 5, 9)

describe("times in the list", () => {
  it("are to the second today, and with the day otherwise", () => {
    const clock = clockOf("de-DE")
    assert.equal(clock.short(morning.toISOString(), new Date(2024, 5, 1, 23)), "08:05:09")
    assert.equal(clock.short(morning.toISOString(), new Date(2024, 5, 2, 0, 1)), "1. Juni, 08:05")
  })

  it("are written as in the user's country", () => {
    assert.match(clockOf("en-US").short(morning.toISOString(), morning), /^8:05:09\sAM$/)
    assert.match(clockOf("en-GB").full(morning.toISOString()), /^1 Jun 2024, 08:05:09 /)
  })

  it("are in the editor's language, in the variant that the browser speaks", () => {
    assert.equal(localeOf("en-US", ["it-IT", "en-GB"]), "en-GB")
    assert.equal(localeOf("de", ["de-AT"]), "de-AT")
    assert.equal(localeOf("fr", ["it-IT", "en-GB"]), "fr")
  })
})
