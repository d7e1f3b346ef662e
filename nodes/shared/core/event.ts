import type { z } from "zod"
import type { guestEvent } from "./event-schema"

/** What may have happened. */
export const EVENT_TYPES = [
  "guest.registered",
  "guest.connected",
  "guest.subscribed",
  "guest.detected",
  "guest.entered_zone",
  "guest.dwelled",
  "guest.left",
  "guest.crossed_geofence",
  "guest.email_verified",
  "guest.phone_verified",
  "access.purchased",
  "access.voucher_used",
  "cta.clicked",
  "qr.created",
  "qr.scanned",
  "voucher.created",
  "voucher.updated",
  "voucher.redeemed",
  "voucher.expired",
  "lead.created",
  "job.finished",
  "unknown",
] as const

export type GuestEvent = z.infer<typeof guestEvent>
export type EventType = GuestEvent["type"]
export type Verified = GuestEvent["verified"]
export type Guest = GuestEvent["guest"]
export type Consent = GuestEvent["consent"]
export type ConsentItem = Consent["items"][number]
export type Device = GuestEvent["device"]
export type Venue = GuestEvent["venue"]
export type Voucher = NonNullable<GuestEvent["voucher"]>
export type QrCode = NonNullable<GuestEvent["qr"]>
export type Transaction = NonNullable<GuestEvent["transaction"]>
export type Answer = GuestEvent["answers"][number]
export type Warning = GuestEvent["warnings"][number]

// The sections with every leaf present, so that `msg.payload.guest.email` never throws in a flow. Leaf by leaf: what is spread
// over defaults is copied by V8's slowest way, which was a quarter of normalizing an event.

export function guestWith({
  id = null,
  email = null,
  phone = null,
  firstName = null,
  lastName = null,
  name = null,
  gender = null,
  birthDate = null,
  language = null,
  country = null,
  address = addressWith({}),
  company = null,
  username = null,
  provider = null,
  registeredAt = null,
  visitCount = null,
  visits = [],
  social = { network: null, id: null, username: null, url: null },
}: Partial<Guest>): Guest {
  return {
    id,
    email,
    phone,
    firstName,
    lastName,
    name,
    gender,
    birthDate,
    language,
    country,
    address,
    company,
    username,
    provider,
    registeredAt,
    visitCount,
    visits,
    social,
  }
}

export function addressWith({
  street = null,
  city = null,
  state = null,
  zip = null,
  country = null,
}: Partial<Guest["address"]>): Guest["address"] {
  return { street, city, state, zip, country }
}

export function consentWith({
  marketing = null,
  terms = null,
  privacy = null,
  items = [],
}: Partial<Consent>): Consent {
  return { marketing, terms, privacy, items }
}

export function deviceWith({
  mac = null,
  macRandomized = null,
  userAgent = null,
  type = null,
  os = null,
}: Partial<Device>): Device {
  return { mac, macRandomized, userAgent, type, os }
}

export function venueWith({
  id = null,
  name = null,
  externalId = null,
  address = null,
  country = null,
  latitude = null,
  longitude = null,
  tags = [],
}: Partial<Venue>): Venue {
  return { id, name, externalId, address, country, latitude, longitude, tags }
}
