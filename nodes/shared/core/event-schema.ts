import { z } from "zod"
import { EVENT_TYPES } from "./event"

/**
 * The normalized event, `guest-event/1`: what every in-node emits as `msg.payload`. This schema is the
 * one source of it: its types are inferred from it, the published JSON Schema is generated from it,
 * and the tests hold every emitted event against it. Field by field: docs/event.md. Nothing needs it while Node-RED runs.
 */

const text = z.string().min(1).nullable()
const count = z.int().nonnegative().nullable()
const flag = z.boolean().nullable()
const instant = z.iso.datetime({ precision: 3 })
const date = z.iso.date()
const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .nullable()
const latitude = z.number().min(-90).max(90).nullable()
const longitude = z.number().min(-180).max(180).nullable()

const guest = z.strictObject({
  id: text,
  email: z.email().lowercase().nullable(),
  phone: z.e164().nullable(),
  firstName: text,
  lastName: text,
  name: text,
  gender: z.enum(["male", "female", "other"]).nullable(),
  birthDate: date.nullable(),
  language: text,
  country,
  address: z.strictObject({ street: text, city: text, state: text, zip: text, country }),
  company: text,
  username: text,
  provider: text,
  registeredAt: instant.nullable(),
  visitCount: count,
  visits: z.array(z.strictObject({ venueId: z.string().min(1), count: z.int().nonnegative() })),
  social: z.strictObject({ network: text, id: text, username: text, url: text }),
})

const consent = z.strictObject({
  marketing: flag,
  terms: flag,
  privacy: flag,
  items: z.array(z.strictObject({ name: text, accepted: flag, date: instant.nullable(), version: text })),
})

const device = z.strictObject({
  mac: z
    .string()
    .regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/)
    .nullable(),
  macRandomized: flag,
  userAgent: text,
  type: text,
  os: text,
})

const venue = z.strictObject({
  id: text,
  name: text,
  externalId: text,
  address: text,
  country,
  latitude,
  longitude,
  tags: z.array(z.string()),
})

const organization = z.strictObject({ id: text, name: text })

const transaction = z.strictObject({
  id: text,
  amount: z.number().nullable(),
  currency: text,
  packageId: text,
  operator: text,
})

const voucher = z.strictObject({
  status: text,
  kind: text,
  title: text,
  description: text,
  productName: text,
  website: text,
  couponNumber: text,
  validFrom: z.union([instant, date]).nullable(),
  validTo: z.union([instant, date]).nullable(),
  ean: text,
  uniqueId: text,
})

const qr = z.strictObject({
  code: text,
  kind: text,
  uniqueId: text,
  scans: count,
  visitors: count,
  accuracy: z.number().nonnegative().nullable(),
  latitude,
  longitude,
  country,
  mobile: text,
  ip: text,
  query: z.record(z.string(), z.string()),
})

export const guestEvent = z.strictObject({
  schema: z.literal("guest-event/1"),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  source: z.string().min(1),
  type: z.enum(EVENT_TYPES),
  vendorType: text,
  time: instant.nullable(),
  receivedAt: instant,
  verified: z.enum(["signature", "token", "header", "none"]),
  guest,
  consent,
  device,
  venue,
  organization,
  transaction: transaction.optional(),
  voucher: voucher.optional(),
  qr: qr.optional(),
  cta: z.strictObject({ url: text }).optional(),
  job: z.strictObject({ download: text }).optional(),
  zone: z.strictObject({ id: text, name: text }).optional(),
  answers: z.array(z.strictObject({ question: text, answer: text })),
  warnings: z.array(z.strictObject({ field: z.string(), reason: z.string() })),
  raw: z.unknown(),
})

/** The JSON Schema (draft 2020-12) of the event, published as `dist/guest-event.schema.json`. */
export function guestEventJsonSchema(): object {
  return z.toJSONSchema(guestEvent)
}
