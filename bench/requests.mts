// Requests as vendors send them, no two alike, signed and written down before the load begins.
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs"
import { fixtures } from "../test/fixtures/index.mts"
import { objectOf } from "../test/support/event.mts"
import type { Request } from "../test/support/http.mts"
import { beam, cloud4wi, purple, qr, type Sender } from "../test/support/senders.mts"

/** Requests of one length, one after the other, as bytes of HTTP/1.1. */
export interface Prepared {
  file: string
  /** Bytes of each. */
  length: number
}

export interface EventSource {
  sender: Sender
  /** The n-th event; each number gives another, of the same length. */
  body(number: number): string
}

const survey = "How did you hear of us, and would you come again? Please tell us in a word or two. "

/** Guests who come again and again. */
const REGULARS = 1000

/** About 1 kB of JSON, with everything that a BEAM event may say. */
const beamEvent: EventSource = { sender: beam, body: (number) => beamBody(number, number % REGULARS) }

/** Each with a guest who has never been seen. */
const beamNewGuest: EventSource = { sender: beam, body: (number) => beamBody(number, number % 10_000_000) }

function beamBody(number: number, guest: number): string {
  const id = String(guest).padStart(7, "0")
  return JSON.stringify({
    ...parsed("beam/customer-create.json"),
    ...{ id: number, email: `guest-${id}@example.com`, phone: `011 4${id}` },
    ...{ q1: survey, a1: survey, q2: survey, a2: survey, q3: survey, a3: "Yes, gladly." },
  })
}

const cloud4wiEvent: EventSource = {
  sender: cloud4wi,
  body(number) {
    const { contact, event, ...rest } = parsed("cloud4wi/login-printed.json")
    const guest = { ...objectOf(contact), id: `guest-${number}`, email: `guest-${number}@example.com` }
    return JSON.stringify({ ...rest, contact: guest, event: { ...objectOf(event), timestamp: number } })
  },
}

const purpleEvent: EventSource = {
  sender: purple,
  body(number) {
    const { user, ...rest } = parsed("purple/authentication.json")
    return JSON.stringify({
      ...rest,
      user: { ...objectOf(user), id: number, email: `guest-${number}@example.com` },
    })
  },
}

const qrEvent: EventSource = {
  sender: qr,
  body(number) {
    const parameters = new URLSearchParams(bodyOf("qr/qr-code-scanned.form"))
    parameters.set("uniqueid", `scan-${number}`)
    return parameters.toString()
  },
}

export const events = {
  beam: beamEvent,
  newGuests: beamNewGuest,
  cloud4wi: cloud4wiEvent,
  purple: purpleEvent,
  qr: qrEvent,
}

/** How many requests are written at a time. */
const CHUNK = 1000

let last = 1_800_000_000

/** Writes down so many events that no other call gives. */
export function prepare(file: string, { sender, body }: EventSource, path: string, count: number): Prepared {
  const handle = openSync(file, "w")
  let length = 0
  for (let written = 0; written < count; written += CHUNK) {
    const chunk = Array.from({ length: CHUNK }, () => requestText(path, sender.authentic(body(++last))))
    length = Buffer.byteLength(chunk[0] ?? "")
    writeSync(handle, chunk.join(""))
  }
  // Otherwise the stores' syncs would wait for it, too.
  fsyncSync(handle)
  closeSync(handle)
  return { file, length }
}

/** The n-th event as its vendor sends it, for a client that takes it one by one. */
export function nextRequest({ sender, body }: EventSource): Request {
  return sender.authentic(body(++last))
}

function requestText(path: string, { headers = {}, body = "", query = {} }: Request): string {
  const search = new URLSearchParams(query).toString()
  const lines = Object.entries({
    host: "127.0.0.1",
    ...headers,
    "content-length": Buffer.byteLength(body),
  }).map(([name, value]) => `${name}: ${value}`)
  return `POST ${path}${search && `?${search}`} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`
}

const bodies = new Map<string, string>(fixtures.map(({ file, body }) => [file, body().toString()]))

function bodyOf(file: string): string {
  const body = bodies.get(file)
  if (body === undefined) throw new Error(`no fixture ${file}`)
  return body
}

function parsed(file: string): Record<string, unknown> {
  return objectOf(JSON.parse(bodyOf(file)))
}
