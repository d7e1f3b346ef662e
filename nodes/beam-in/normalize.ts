import {
  type Answer,
  addressWith,
  type Consent,
  consentWith,
  type Device,
  deviceWith,
  type EventType,
  type Guest,
  guestWith,
  type Transaction,
  venueWith,
} from "../shared/core/event"
import { section } from "../shared/core/objects"
import { Reader } from "../shared/core/reader"
import { isRandomized, looksLikeMac } from "../shared/core/values/mac"
import type { NormalizedEvent, Origin } from "../shared/core/vendor"
import type { Body } from "./schema"

const TYPES = new Map<string, EventType>([
  ["customer.create", "guest.registered"],
  ["subscriber.create", "guest.subscribed"],
  ["transaction.paid.create", "access.purchased"],
  ["transaction.voucher.create", "access.voucher_used"],
  ["transaction.mac.create", "guest.connected"],
  ["transaction.social.create", "guest.connected"],
])

/** Of these the body is the operator's transaction; the guest is its customer. */
const TRANSACTIONS = new Set<EventType>(["access.purchased", "access.voucher_used", "guest.connected"])

/** Pure: a BEAM body as an event. The payload names neither its event nor its location (FACTS.md B3). */
export function normalize(body: unknown, origin: Origin): NormalizedEvent {
  const reader = new Reader()
  const fields: Body = section(body)
  const type = TYPES.get(origin.event ?? "") ?? "unknown"
  const isTransaction = TRANSACTIONS.has(type) || fields.action_date_gmt !== undefined
  const userName = reader.text("guest.username", fields.UserName ?? fields.user_name)
  return {
    type,
    vendorType: origin.event,
    time: reader.instant("time", fields.action_date_gmt ?? fields.registered_at),
    guest: readGuest(reader, fields, userName, isTransaction),
    consent: readConsent(reader, fields, type),
    device: readDevice(reader, userName, fields),
    venue: venueWith({ id: reader.text("venue.id", fields.location_id) ?? origin.location }),
    organization: { id: null, name: null },
    ...(isTransaction && { transaction: readTransaction(reader, fields) }),
    answers: readAnswers(reader, fields),
    warnings: reader.warnings,
  }
}

function readGuest(reader: Reader, fields: Body, userName: string | null, isTransaction: boolean): Guest {
  const country = reader.country("guest.country", fields.country_code)
  const guest = guestWith({
    email: reader.email("guest.email", fields.email),
    phone: reader.phone("guest.phone", fields.phone, country),
    name: reader.text("guest.name", fields.name),
    gender: reader.gender("guest.gender", fields.social_gender ?? fields.fb_gender),
    language: reader.language("guest.language", fields.language),
    country,
    address: addressWith({
      street: reader.text("guest.address.street", fields.address),
      city: reader.text("guest.address.city", fields.city),
      state: reader.text("guest.address.state", fields.state),
      zip: reader.text("guest.address.zip", fields.zip),
      country,
    }),
    company: reader.text("guest.company", fields.company_name),
    username: userName !== null && looksLikeMac(userName) ? null : userName,
    registeredAt: reader.instant("guest.registeredAt", fields.registered_at),
    social: readSocial(reader, fields),
  })
  const { id = null, name = guest.name } = isTransaction
    ? readCustomer(reader, fields)
    : { id: reader.text("guest.id", fields.id) }
  return { ...guest, id, name }
}

/** A transaction's `id` is its own; its `customer` is undocumented: a number would be an id, words a name. */
function readCustomer(reader: Reader, fields: Body): Partial<Pick<Guest, "id" | "name">> {
  const customer = reader.text("guest.name", fields.customer)
  if (customer === null) return {}
  return /^\d+$/.test(customer) ? { id: customer } : { name: customer }
}

/** The printed payload has `fb_` fields, the operator's API `social_` ones (FACTS.md B6). */
function readSocial(reader: Reader, fields: Body): Guest["social"] {
  const id = reader.text("guest.social.id", fields.social_id ?? fields.fb_id)
  const username = reader.text("guest.social.username", fields.social_username ?? fields.fb_username)
  const url = reader.text("guest.social.url", fields.social_link ?? fields.fb_link)
  const network = reader.text("guest.social.network", fields.social_network)
  const isFacebook = [fields.fb_id, fields.fb_username, fields.fb_link].some(Boolean)
  return { network: network ?? (isFacebook ? "facebook" : null), id, username, url }
}

/** Who subscribes to the newsletter consents to it; elsewhere the `newsletter` field says so, if it is there. */
function readConsent(reader: Reader, fields: Body, type: EventType): Consent {
  const newsletter = reader.boolean("consent.marketing", fields.newsletter)
  return consentWith({ marketing: newsletter ?? (type === "guest.subscribed" ? true : null) })
}

/** The user name is a MAC address on some logins, a voucher code or a login name on others (FACTS.md B7). */
function readDevice(reader: Reader, userName: string | null, fields: Body): Device {
  const mac = userName !== null && looksLikeMac(userName) ? reader.mac("device.mac", userName) : null
  return deviceWith({
    mac,
    macRandomized: mac === null ? null : isRandomized(mac),
    userAgent: reader.text("device.userAgent", fields.user_agent),
  })
}

function readTransaction(reader: Reader, fields: Body): Transaction {
  return {
    id: reader.text("transaction.id", fields.id),
    amount: reader.number("transaction.amount", fields.amount),
    currency: reader.text("transaction.currency", fields.currency),
    packageId: reader.text("transaction.packageId", fields.package_id),
    operator: reader.text("transaction.operator", fields.operator),
  }
}

function readAnswers(reader: Reader, fields: Body): Answer[] {
  const pairs = [
    [fields.q1, fields.a1],
    [fields.q2, fields.a2],
    [fields.q3, fields.a3],
    [fields.q4, fields.a4],
    [fields.q5, fields.a5],
  ]
  return pairs
    .map(([question, answer]) => ({
      question: reader.text("answers.question", question),
      answer: reader.text("answers.answer", answer),
    }))
    .filter(({ question, answer }) => question !== null || answer !== null)
}
