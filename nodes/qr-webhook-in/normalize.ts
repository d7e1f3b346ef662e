import {
  consentWith,
  deviceWith,
  type EventType,
  type Guest,
  guestWith,
  type QrCode,
  type Voucher,
  venueWith,
} from "../shared/core/event"
import { isObject, section } from "../shared/core/objects"
import { type Parameters, parametersFrom } from "../shared/core/parameters"
import { Reader } from "../shared/core/reader"
import type { NormalizedEvent } from "../shared/core/vendor"
import type { Body } from "./schema"

const TYPES = new Map<string, EventType>([
  ["QR_CODE_CREATED", "qr.created"],
  ["QR_CODE_SCANNED", "qr.scanned"],
  ["VOUCHER_CREATED", "voucher.created"],
  ["VOUCHER_UPDATED", "voucher.updated"],
  ["VOUCHER_REDEEMED", "voucher.redeemed"],
  ["VOUCHER_EXPIRED", "voucher.expired"],
  ["LEAD_CREATED", "lead.created"],
  ["CALL_2_ACTION_BUTTON_CLICKED", "cta.clicked"],
  ["JOB_FINISHED", "job.finished"],
])

/** Pure: a QR webhook's parameters, or the object of its JSON body, as an event. */
export function normalize(body: unknown): NormalizedEvent {
  const reader = new Reader()
  const fields: Body = section(body)
  const vendorType = reader.text("vendorType", fields.event)
  const type = TYPES.get(vendorType?.toUpperCase() ?? "") ?? "unknown"
  const isVoucher = type.startsWith("voucher.")
  const code = reader.text("qr.code", fields.code)
  const isScan = type === "qr.scanned"
  return {
    type,
    vendorType,
    time: reader.instant("time", fields.timestamp),
    guest: type === "lead.created" ? readLead(reader, fields) : guestWith({}),
    consent: consentWith({}),
    device: deviceWith({
      type: reader.text("device.type", fields.device),
      os: reader.text("device.os", fields.os),
    }),
    venue: venueWith({}),
    organization: { id: null, name: reader.text("organization.name", fields.user) },
    ...(isVoucher && { voucher: readVoucher(reader, fields) }),
    ...((isScan || code !== null) && { qr: readCode(reader, code, fields, isVoucher) }),
    ...(type === "cta.clicked" && { cta: { url: reader.text("cta.url", fields.c2a) } }),
    ...(type === "job.finished" && { job: { download: reader.text("job.download", fields.download) } }),
    answers: [],
    warnings: reader.warnings,
  }
}

/** Only a lead's `email` is the guest's; a scan's is the account's (FACTS.md Q5). */
function readLead(reader: Reader, fields: Body): Guest {
  return guestWith({
    email: reader.email("guest.email", fields.email),
    name: reader.text("guest.name", fields.name),
  })
}

function readVoucher(reader: Reader, fields: Body): Voucher {
  return {
    status: reader.text("voucher.status", fields.status),
    kind: reader.text("voucher.kind", fields.type),
    title: reader.text("voucher.title", fields.title),
    description: reader.text("voucher.description", fields.description),
    productName: reader.text("voucher.productName", fields.productname),
    website: reader.text("voucher.website", fields.website),
    couponNumber: reader.text("voucher.couponNumber", fields.couponnumber),
    validFrom: reader.instantOrDay("voucher.validFrom", fields.validfrom),
    validTo: reader.instantOrDay("voucher.validTo", fields.validto),
    ean: reader.text("voucher.ean", fields.eancode),
    uniqueId: reader.text("voucher.uniqueId", fields.uniqueid),
  }
}

/** `type` and `uniqueid` are the code's on a scan, the voucher's on a voucher event (FACTS.md Q6). */
function readCode(reader: Reader, code: string | null, body: Body, isVoucher: boolean): QrCode {
  return {
    code,
    kind: isVoucher ? null : reader.text("qr.kind", body.type),
    uniqueId: isVoucher ? null : reader.text("qr.uniqueId", body.uniqueid),
    scans: reader.count("qr.scans", body.redirects),
    visitors: reader.count("qr.visitors", body.visitors),
    accuracy: readAccuracy(reader, body.accuracy),
    latitude: reader.latitude("qr.latitude", body.lat),
    longitude: reader.longitude("qr.longitude", body.lng),
    country: reader.country("qr.country", body.country),
    mobile: reader.text("qr.mobile", body.mobile),
    ip: reader.text("qr.ip", body.anonymizedip),
    query: readQuery(body),
  }
}

/** Metres; a negative one is how some devices say that they do not know. */
function readAccuracy(reader: Reader, value: unknown): number | null {
  const accuracy = reader.number("qr.accuracy", value)
  return accuracy !== null && accuracy >= 0 ? accuracy : null
}

/**
 * The short URL's own query (FACTS.md Q7): as one text, as the object of a JSON body, or spread into
 * `querystring[name]` parameters, as PHP's http_build_query writes an array.
 */
function readQuery(body: Body): Parameters {
  const { querystring } = body
  if (typeof querystring === "string") return parametersFrom(new URLSearchParams(querystring.trim()))
  if (isObject(querystring)) return textsOf(Object.entries(querystring))
  const spread = Object.entries(body).map(
    ([name, value]) => [/^querystring\[(.+)\]$/.exec(name)?.[1], value] as const,
  )
  return textsOf(spread)
}

function textsOf(entries: readonly (readonly [string | undefined, unknown])[]): Parameters {
  return parametersFrom(
    entries.flatMap(([name, value]) =>
      name !== undefined && ["string", "number", "boolean"].includes(typeof value)
        ? [[name, String(value)] as const]
        : [],
    ),
  )
}
