import assert from "node:assert/strict"
import { catalogueOf, translator } from "../locales/catalogue.mts"
import { load } from "./load.mts"

type Module = typeof import("../../nodes/shared/editor/dedupe-sentence.ts")
const { dedupeSentence } = await load<Module>("dedupe-sentence")

const day = {
  key: "guest",
  property: "payload.id",
  window: "day",
  amount: 1,
  unit: "d",
  timezone: "Europe/Rome",
  clock: "event",
  lateAfter: 0,
  commit: "pass",
  missing: "pass",
}

function sentence(language: string, changes: Partial<typeof day> = {}): string {
  const translate = translator(catalogueOf(language, "dedupe"))
  return dedupeSentence({ ...day, ...changes }, { translate, language })
}

/** French puts a no-break space between a number and its unit. */
function firstSentence(language: string, changes: Partial<typeof day>): string | undefined {
  return sentence(language, changes).replaceAll("\u00a0", " ").split(". ")[0]
}

const STRETCHES = {
  it: [
    "Uno per ospite e sede, poi nessun altro per 1 ora",
    "Uno per valore di msg.payload.id, poi nessun altro per 2 giorni",
  ],
  de: [
    "Eine Nachricht pro Gast und Standort, danach 1 Stunde lang keine weitere",
    "Eine Nachricht pro Wert von msg.payload.id, danach 2 Tage lang keine weitere",
  ],
  fr: [
    "Un seul message par invité et par établissement, puis aucun autre pendant 1 heure",
    "Un seul message par valeur de msg.payload.id, puis aucun autre pendant 2 jours",
  ],
  "es-ES": [
    "Un solo mensaje por invitado y establecimiento; después, ninguno durante 1 hora",
    "Un solo mensaje por valor de msg.payload.id; después, ninguno durante 2 días",
  ],
}

describe("the sentence that reads a dedupe node's settings back", () => {
  it("names the key, the day and the time zone", () => {
    assert.equal(
      sentence("en-US"),
      "One per guest and calendar day in Europe/Rome. What counts is when it happened. A message without a key passes.",
    )
    assert.match(sentence("it"), /^Uno per ospite e giorno di calendario, secondo l'ora di Europe\/Rome\. /)
  })

  it("says whose day it is where no time zone is chosen", () => {
    assert.match(
      sentence("en-US", { timezone: "" }),
      /^One per guest and calendar day in the server's time zone\./,
    )
  })

  it("counts a stretch of time in words, one or many", () => {
    const rolling = (amount: number, unit: string) => sentence("en-US", { window: "rolling", amount, unit })
    assert.match(rolling(1, "h"), /^One per guest, then none for 1 hour\./)
    assert.match(rolling(2, "d"), /^One per guest, then none for 2 days\./)
  })

  it("reads right in every language, for one and for many", () => {
    const hour = { key: "guest+venue", window: "rolling", amount: 1, unit: "h" }
    const days = { key: "property", window: "rolling", amount: 2, unit: "d" }
    for (const [language, [one, many]] of Object.entries(STRETCHES)) {
      assert.equal(firstSentence(language, hour), one)
      assert.equal(firstSentence(language, days), many)
    }
  })

  it("tells lateness in the largest whole unit", () => {
    assert.match(sentence("en-US", { lateAfter: 7200 }), / More than 2 hours old is late\./)
    assert.match(sentence("en-US", { lateAfter: 5400 }), / More than 90 minutes old is late\./)
    assert.doesNotMatch(sentence("en-US"), /late/)
  })

  it("says when a message counts, where that is not at once", () => {
    assert.match(sentence("en-US", { commit: "complete" }), / once the flow behind has finished;/)
    assert.doesNotMatch(sentence("en-US"), /finished/)
  })

  it("leaves the clock out where no time runs", () => {
    assert.equal(
      sentence("en-US", { window: "forever", key: "property" }),
      "One per value of msg.payload.id, ever. A message without a key passes.",
    )
  })
})
