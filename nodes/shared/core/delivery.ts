import type { EventType, GuestEvent, Verified } from "./event"
import { contentId, randomId } from "./identity"
import { canonicalParameters, type Parameters, withoutNames } from "./parameters"
import { digestOf } from "./secrets"
import { toIso } from "./values/time"
import type { Authenticity, NormalizedEvent, Origin, Vendor, WebhookRequest } from "./vendor"

/** How an event arrived, without secrets. */
export type Envelope = {
  method: string
  url: string
  headers: Record<string, string>
  query: Parameters
  ip: string
  verified: Verified
  origin: Origin
  /** A salted digest of the token that the request showed, where this node had nothing to check it against. */
  tokenDigest?: string
}

/** An authentic event as the store keeps it: enough to emit it again, and no secret. */
export type Delivery = {
  /** The in-node that received it. */
  endpoint: string
  /** 32 hex digits; the same for a retry of the same event. */
  id: string
  /** Milliseconds since 1970. */
  receivedAt: number
  /** What the log shows of it: the event's type, and the venue's name or id. */
  type: EventType
  venue: string | null
  envelope: Envelope
  /** The body's exact bytes; where those carry a secret, the JSON of what was read without it. */
  content: Buffer
}

/** What an in-node emits, besides `_msgid`. */
export type WebhookMessage = {
  topic: string
  payload: GuestEvent
  webhook: Pick<Envelope, "method" | "url" | "headers" | "query" | "ip" | "tokenDigest"> & {
    source: string
    /** The exact bytes, or null where they carry a secret. */
    rawBody: Buffer | null
    receivedAt: string
    attempt: number
    redelivered: boolean
  }
}

/** Headers that carry credentials whatever the vendor: a proxy's or a browser's. */
const CREDENTIAL_HEADERS = ["authorization", "proxy-authorization", "cookie"]

/** The parsed body without the parameters that carry a secret: the event's `raw`. */
export function withoutSecrets<Settings>(body: object, vendor: Vendor<Settings>): object {
  if (vendor.secretParameters.length === 0) return body
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => !vendor.secretParameters.includes(name.toLowerCase())),
  )
}

/** Makes of an authentic request what is kept of it. */
export function deliveryOf<Settings>(
  request: WebhookRequest,
  { raw, event, authenticity }: { raw: object; event: NormalizedEvent; authenticity: Authenticity },
  receiver: { vendor: Vendor<Settings>; settings: Settings; endpoint: string },
  receivedAt: number,
): Delivery {
  const { vendor, settings, endpoint } = receiver
  return {
    endpoint,
    id: event.time === null ? randomId() : idOf(request, raw, vendor, authenticity.origin),
    receivedAt,
    type: event.type,
    venue: event.venue.name ?? event.venue.id,
    envelope: envelopeOf(request, vendor, settings, authenticity),
    content: vendor.secretParameters.length === 0 ? request.bytes : Buffer.from(JSON.stringify(raw)),
  }
}

function idOf<Settings>(
  request: WebhookRequest,
  raw: object,
  vendor: Vendor<Settings>,
  origin: Origin,
): string {
  const { source, readsQuery, secretParameters } = vendor
  const query = readsQuery ? withoutNames(request.query, secretParameters) : {}
  const isPlainJson = request.format === "json" && Object.keys(query).length === 0
  return contentId({ source, ...origin, content: isPlainJson ? request.bytes : canonicalParameters(raw) })
}

function envelopeOf<Settings>(
  request: WebhookRequest,
  vendor: Vendor<Settings>,
  settings: Settings,
  { verified, origin }: Authenticity,
): Envelope {
  const token = verified === "none" ? vendor.tokenOf(request, settings) : null
  const query = withoutNames(request.query, vendor.secretParameters)
  return {
    method: request.method,
    url: urlWithQuery(request.url, request.query, query),
    headers: withoutNames(request.headers, [...CREDENTIAL_HEADERS, ...vendor.secretHeaders(settings)]),
    query,
    ip: request.ip,
    verified,
    origin,
    ...(token !== null && { tokenDigest: digestOf(token) }),
  }
}

function urlWithQuery(url: string, received: Parameters, kept: Parameters): string {
  if (Object.keys(kept).length === Object.keys(received).length) return url
  const [path = ""] = url.split("?", 1)
  const query = new URLSearchParams(kept).toString()
  return query ? `${path}?${query}` : path
}

/** The message for a delivery whose content says `event`. */
export function messageOf<Settings>(
  delivery: Delivery,
  { raw, event }: { raw: object; event: NormalizedEvent },
  vendor: Vendor<Settings>,
  attempt = 1,
): WebhookMessage {
  const { method, url, headers, query, ip, verified, tokenDigest } = delivery.envelope
  const receivedAt = toIso(delivery.receivedAt)
  return {
    topic: event.type,
    payload: {
      schema: "guest-event/1",
      id: delivery.id,
      source: vendor.source,
      receivedAt,
      verified,
      ...event,
      raw,
    },
    webhook: {
      source: vendor.source,
      ...{ method, url, headers, query, ip },
      ...(tokenDigest !== undefined && { tokenDigest }),
      rawBody: vendor.secretParameters.length === 0 ? delivery.content : null,
      receivedAt,
      attempt,
      redelivered: attempt > 1,
    },
  }
}
