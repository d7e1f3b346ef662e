// The vendors' side: each one's requests with its credentials, and the node that receives them. Signed here with
// node:crypto alone, from the vendors' pages, so that no mistake of the package is made twice.
import { createHmac } from "node:crypto"
import { type Fixture, fixtures, qrSecretToken, type VendorType } from "../fixtures/index.mts"
import type { Request } from "./http.mts"
import type { FlowNode } from "./node-red.mts"

export const cloud4wiSecret = "current-cloud4wi-secret"
export const previousCloud4wiSecret = "previous-cloud4wi-secret"
export const previousQrToken = "previous-qr-token"

interface Row {
  id: string
  event: string
  location: string
}

/** One webhook of the portal per event type (FACTS.md B3). */
export const beamRows: readonly Row[] = [
  ...new Set(fixtures.flatMap(({ row }) => (row ? [row.event] : []))),
].map((event, index) => ({ id: `row-${index}`, event, location: "101" }))

export function beamKey(event: string): string {
  return `api-key-of-${event}`
}

export const previousBeamKey = "previous-api-key"

/** FACTS.md B1. */
export function beamSignature(body: Buffer | string, key: string): string {
  return createHmac("sha256", key).update(body).digest("base64")
}

export interface Sender {
  type: VendorType
  source: string
  /** What `Allow` says on a 405. */
  allow: string
  verified: string
  /** The node's properties and credentials; the path is added. */
  node: Omit<FlowNode, "id" | "type">
  /** These bytes with the vendor's headers and valid credentials. */
  authentic(body: Buffer | string, contentType?: string): Request
  /** An event no other call gives. */
  fresh(): Request & { body: string }
}

const json = "application/json"
let count = 0

/** A number no other call gives, whole seconds after the fixtures' time. */
function next(): number {
  count += 1
  return 1_800_000_000 + count
}

export const cloud4wi: Sender = {
  type: "cloud4wi in",
  source: "cloud4wi",
  allow: "POST",
  verified: "header",
  node: {
    header: "x-webhook-secret",
    credentials: { secret: `${cloud4wiSecret}\n${previousCloud4wiSecret}` },
  },
  authentic: (body, contentType = json) => ({
    body,
    headers: { "content-type": contentType, "x-webhook-secret": cloud4wiSecret },
  }),
  fresh() {
    const timestamp = next()
    const contact = { id: `guest-${timestamp}`, email: `guest-${timestamp}@example.com` }
    const body = JSON.stringify({ event: { type: "login", timestamp }, contact })
    return { ...this.authentic(body), body }
  },
}

export const purple: Sender = {
  type: "purple in",
  source: "purple",
  allow: "GET, HEAD, POST",
  verified: "none",
  node: {},
  authentic: (body, contentType = json) => ({
    body,
    headers: { "content-type": contentType, "user-agent": "Purple Webhook" },
  }),
  fresh() {
    const id = next()
    const body = JSON.stringify(purpleVisit({ id, email: `guest-${id}@example.com` }, id))
    return { ...this.authentic(body), body }
  },
}

/** A visit of this user, at that many Unix seconds. */
export function purpleVisit(user: Record<string, unknown>, seconds: number): Record<string, unknown> {
  const authenticationTime = new Date(seconds * 1000).toISOString().replace(".000Z", "+0000")
  return {
    client: { mac: null, userAgent: null },
    company: { id: 1, name: "Company" },
    session: { authenticationTime },
    user,
    venue: { id: 2, name: "Venue" },
  }
}

/** A BEAM request signed with the key of the webhook for this event type. */
export function beamRequest(body: Buffer | string, event: string, contentType = json): Request {
  const signature = beamSignature(body, beamKey(event))
  return { body, headers: { "content-type": contentType, "x-hotspotsystem-hmac-sha256": signature } }
}

export const beam: Sender = {
  type: "beam in",
  source: "beam",
  allow: "POST",
  verified: "signature",
  node: {
    webhooks: beamRows,
    credentials: {
      apiKeys: JSON.stringify(Object.fromEntries(beamRows.map(({ id, event }) => [id, keysOf(event)]))),
    },
  },
  authentic: (body, contentType = json) => beamRequest(body, "customer.create", contentType),
  fresh() {
    const id = next()
    const registered = new Date(id * 1000).toISOString().slice(0, 19).replace("T", " ")
    const body = JSON.stringify({
      id: String(id),
      email: `guest-${id}@example.com`,
      registered_at: registered,
    })
    return { ...this.authentic(body), body }
  },
}

/** Rotation: several lines in one key, for one webhook. */
function keysOf(event: string): string {
  return event === "customer.create" ? `${beamKey(event)}\n${previousBeamKey}` : beamKey(event)
}

export const qr: Sender = {
  type: "qr webhook in",
  source: "qr",
  allow: "POST",
  verified: "token",
  node: { credentials: { secretToken: `${qrSecretToken}\n${previousQrToken}` } },
  authentic: (body, contentType = "application/x-www-form-urlencoded") => ({
    body,
    headers: { "content-type": contentType },
    query: { secrettoken: qrSecretToken },
  }),
  fresh() {
    const timestamp = String(next())
    const parameters = {
      event: "QR_CODE_SCANNED",
      timestamp,
      uniqueid: timestamp,
      secrettoken: qrSecretToken,
    }
    const body = new URLSearchParams(parameters).toString()
    return { body, headers: { "content-type": "application/x-www-form-urlencoded" } }
  },
}

export const senders: readonly Sender[] = [cloud4wi, purple, beam, qr]

/** The fixture as its vendor sends it. */
export function requestOf({ vendor, body, contentType, query = {}, row }: Fixture): Request {
  const bytes = body()
  if (row) return beamRequest(bytes, row.event, contentType)
  if (vendor === "cloud4wi in") return cloud4wi.authentic(bytes, contentType)
  return { body: bytes, headers: { "content-type": contentType }, query }
}

/** Everything that must be in no message, log or flow file. */
export const secrets: readonly string[] = [
  cloud4wiSecret,
  previousCloud4wiSecret,
  ...beamRows.map(({ event }) => beamKey(event)),
  previousBeamKey,
  qrSecretToken,
  previousQrToken,
]
