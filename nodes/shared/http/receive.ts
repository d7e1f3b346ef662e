import { type Delivery, deliveryOf, messageOf, type WebhookMessage, withoutSecrets } from "../core/delivery"
import { WebhookError } from "../core/errors"
import { parseJson } from "../core/json"
import { isObject, type JsonObject } from "../core/objects"
import { type ContentLimits, NO_LIMITS } from "../core/operator-settings"
import type { Redelivery, Store } from "../core/store"
import type { Authenticity, Vendor, WebhookRequest } from "../core/vendor"
import { type RawRequest, webhookRequest } from "./request"

/** One in-node's part in receiving. */
export type Receiver<Settings> = {
  endpoint: string
  vendor: Vendor<Settings>
  settings: Settings
  limits: ContentLimits
  store: Pick<Store, "accept" | "lull">
}

/** What became of a request. `authentic` tells whether its sender may be believed. */
export type Outcome =
  | { kind: "accepted"; sequence: number; delivery: Delivery; message: WebhookMessage }
  | { kind: "duplicate"; delivery: Delivery }
  | { kind: "probe" }
  | { kind: "rejected"; error: WebhookError; authentic: boolean; bytes: Buffer | null }

/** From bytes to a stored event: checked, parsed, normalized, stored, in that order. */
export async function receive<Settings>(raw: RawRequest, receiver: Receiver<Settings>): Promise<Outcome> {
  const { vendor, settings, limits, store } = receiver
  let authentic = false
  try {
    const reading = webhookRequest(raw, vendor, limits)
    const request = reading instanceof Promise ? await reading : reading
    const authenticity = vendor.authenticate(request, settings)
    authentic = true
    if (vendor.isProbe(request)) return { kind: "probe" }
    const received = readEvent(request, authenticity, receiver)
    const { delivery } = received
    const acceptance = await store.accept(delivery)
    if (acceptance.outcome === "duplicate") return { kind: "duplicate", delivery }
    const message = messageOf(delivery, received, vendor)
    return { kind: "accepted", sequence: acceptance.sequence, delivery, message }
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error
    return { kind: "rejected", error, authentic, bytes: raw.bytes }
  }
}

function readEvent<Settings>(
  request: WebhookRequest,
  authenticity: Authenticity,
  receiver: Receiver<Settings>,
) {
  const { vendor } = receiver
  const body = objectOf(request)
  const raw = withoutSecrets(body, vendor)
  const event = vendor.normalize(body, authenticity.origin)
  return { raw, event, delivery: deliveryOf(request, { raw, event, authenticity }, receiver, Date.now()) }
}

/** The message of a kept delivery, for another attempt: read again from what was received. */
export async function messageAgain<Settings>(
  { delivery, attempt }: Pick<Redelivery, "delivery" | "attempt">,
  vendor: Vendor<Settings>,
): Promise<WebhookMessage> {
  const { envelope, content } = delivery
  const body =
    vendor.secretParameters.length > 0
      ? parseJson(content.toString(), NO_LIMITS)
      : objectOf(await webhookRequest({ ...envelope, bytes: content }, vendor, NO_LIMITS))
  if (!isObject(body)) throw new WebhookError("not-an-object")
  const event = vendor.normalize(body, envelope.origin)
  return messageOf(delivery, { raw: body, event }, vendor, attempt)
}

function objectOf(request: WebhookRequest): JsonObject {
  const body = request.body()
  if (!isObject(body)) throw new WebhookError("not-an-object")
  if (Object.keys(body).length === 0 && request.format === "parameters") throw new WebhookError("empty-body")
  return body
}
