import { randomInt } from "node:crypto"
import { sign } from "../shared/core/signature"
import type { SampleRequest } from "../shared/core/vendor"
import type { Settings, Webhook } from "./schema"
import { SCHEME } from "./scheme"

const EVERY_EVENT = "customer.create"

/** One for each webhook of the portal, signed with its key (FACTS.md B1, B3). */
export function samples({ webhooks }: Settings): Readonly<Record<string, (now: Date) => SampleRequest>> {
  const rows = webhooks.length > 0 ? webhooks : [{ id: "", event: EVERY_EVENT, location: null, keys: [] }]
  return Object.fromEntries(rows.map((webhook) => [nameOf(webhook), (now) => requestAt(now, webhook)]))
}

function nameOf({ event, location }: Webhook): string {
  return [event ?? EVERY_EVENT, location].filter(Boolean).join(", ")
}

function requestAt(now: Date, { event, location, keys: [key] }: Webhook): SampleRequest {
  const body = JSON.stringify(bodyAt(now, event ?? EVERY_EVENT, location))
  const parts = { body, timestamp: "", id: "", method: "", url: "" }
  const signature = key && sign(SCHEME.algorithm, key, SCHEME.template, parts).toString(SCHEME.encoding)
  return {
    headers: {
      "Content-Type": "application/json",
      ...(signature && { HTTP_X_HOTSPOTSYSTEM_HMAC_SHA256: signature }),
    },
    body,
  }
}

/** The time has no zone (FACTS.md B5). */
function bodyAt(now: Date, event: string, location: string | null) {
  const time = now.toISOString().slice(0, 19).replace("T", " ")
  const guest = {
    id: String(randomInt(1, 2 ** 31)),
    name: "Ana Test",
    email: "ana.test@example.com",
    phone: "+390212345678",
    country_code: "IT",
  }
  if (!event.startsWith("transaction."))
    return { ...guest, UserName: "BE-72-B3-40-F9-BE", registered_at: time }
  return {
    ...guest,
    ...(location !== null && { location_id: location }),
    user_name: event === "transaction.voucher.create" ? "TEST-VOUCHER" : "BE-72-B3-40-F9-BE",
    action_date_gmt: time,
    newsletter: "1",
    ...(event === "transaction.paid.create" && { amount: "5.00", currency: "EUR", package_id: "1" }),
  }
}
