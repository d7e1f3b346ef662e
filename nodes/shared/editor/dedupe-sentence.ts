// Reads the settings of a dedupe node back in plain words: "One per guest and calendar day in Europe/Rome."
import type { Translate } from "./types"

export interface DedupeSettings {
  key: string
  property: string
  window: string
  amount: number
  unit: string
  timezone: string
  clock: string
  lateAfter: number
  commit: string
  missing: string
}

interface Words {
  translate: Translate
  /** BCP 47, for the names of units. */
  language: string
}

const UNITS: [letter: string, name: string, seconds: number][] = [
  ["d", "day", 86_400],
  ["h", "hour", 3600],
  ["m", "minute", 60],
  ["s", "second", 1],
]

function span(amount: number, unit: string | undefined, language: string): string {
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: unit ?? "second",
    unitDisplay: "long",
  }).format(amount)
}

function windowSpan({ amount, unit }: DedupeSettings, language: string): string {
  return span(amount, UNITS.find(([letter]) => letter === unit)?.[1], language)
}

/** The largest unit that needs no fraction: 7200 seconds are 2 hours, 5400 are 90 minutes. */
function secondsSpan(seconds: number, language: string): string {
  const [, unit, length] = UNITS.find(([, , length]) => seconds % length === 0) ?? ["s", "second", 1]
  return span(seconds / length, unit, language)
}

function rule(settings: DedupeSettings, { translate, language }: Words): string {
  const subject = translate(`sentence.subject.${settings.key}`, { property: settings.property })
  const { window, timezone } = settings
  if (window === "forever") return translate("sentence.forever", { subject })
  if (window === "rolling")
    return translate("sentence.rolling", { subject, span: windowSpan(settings, language) })
  return translate(timezone ? "sentence.day" : "sentence.serverDay", { subject, timezone })
}

export function dedupeSentence(settings: DedupeSettings, words: Words): string {
  const { translate, language } = words
  const sentences = [rule(settings, words)]
  if (settings.window !== "forever") sentences.push(translate(`sentence.clock.${settings.clock}`))
  if (settings.lateAfter > 0) {
    sentences.push(translate("sentence.late", { span: secondsSpan(settings.lateAfter, language) }))
  }
  if (settings.commit === "complete") sentences.push(translate("sentence.complete"))
  sentences.push(translate(`sentence.missing.${settings.missing}`))
  return sentences.join(" ")
}
