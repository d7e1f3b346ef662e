import type { GuestEvent } from "./event"
import { isObject } from "./objects"

const ELLIPSIS = "…"

/** An e-mail address anywhere in a text; mail servers repeat the recipient in what they refuse. */
const EMAIL = /[^\s@<>"(),;:]+@[^\s@<>"(),;:]+/g

/** A telephone number as people and programs write it. */
const PHONE = /\+?\d(?:[\s()./-]?\d){6,}/g

/** What of a guest tells nobody who it is. */
const IMPERSONAL = new Set([
  "gender",
  "language",
  "country",
  "provider",
  "registeredAt",
  "visitCount",
  "network",
])

/** A text with the addresses and numbers in it made unrecognisable. */
export function maskText(text: string): string {
  return text.replaceAll(EMAIL, maskEmail).replaceAll(PHONE, maskWord)
}

/**
 * An event as an operator may see it who needs not know whom it is about: what is personal is told apart from what
 * is missing, no more. Without `raw`.
 */
export function maskEvent({ raw: _raw, ...event }: GuestEvent): Omit<GuestEvent, "raw"> {
  return {
    ...event,
    guest: masked(event.guest),
    device: { ...event.device, mac: masked(event.device.mac) },
    answers: event.answers.map(({ question, answer }) => ({ question, answer: masked(answer) })),
    ...(event.qr && { qr: { ...event.qr, ...masked({ ip: event.qr.ip, query: event.qr.query }) } }),
  }
}

/** The same shape with every text in it masked. */
function masked<Value>(value: Value): Value
function masked(value: unknown): unknown {
  if (typeof value === "string") return value.includes("@") ? maskEmail(value) : maskWord(value)
  if (Array.isArray(value)) return value.map(masked)
  if (!isObject(value)) return value
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([name, part]) => [name, IMPERSONAL.has(name) ? part : masked(part)]))
}

function maskEmail(address: string): string {
  return address.split("@").map(maskWord).join("@")
}

function maskWord(word: string): string {
  return word.slice(0, 1) + ELLIPSIS
}
