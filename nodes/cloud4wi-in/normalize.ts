import {
  type Answer,
  type Consent,
  consentWith,
  deviceWith,
  type EventType,
  type Guest,
  guestWith,
  type Venue,
  venueWith,
} from "../shared/core/event"
import { isObject, type JsonObject, list, section } from "../shared/core/objects"
import { composeName, Reader } from "../shared/core/reader"
import type { NormalizedEvent } from "../shared/core/vendor"
import type { Contact, Location, Moment, OptIn, Organization } from "./schema"

/**
 * The vendor's moments by `event.type`, letters only (FACTS.md C1). The words of the last four groups are in
 * no text of the vendor's that we hold: they are the spellings one would expect.
 */
const TYPES = new Map<string, EventType>([
  ["signup", "guest.registered"],
  ["login", "guest.connected"],
  ["presence", "guest.detected"],
  ["space", "guest.entered_zone"],
  ["enterzone", "guest.entered_zone"],
  ["enterazone", "guest.entered_zone"],
  ["dwell", "guest.dwelled"],
  ["leave", "guest.left"],
  ...["geofence", "geofenceenter", "geofenceexit", "entergeofence", "exitgeofence"].map(
    (word) => [word, "guest.crossed_geofence"] as const,
  ),
  ...["emailverification", "emailverified", "verifyemail", "mailverification"].map(
    (word) => [word, "guest.email_verified"] as const,
  ),
  ...["phoneverification", "phoneverified", "verifyphone"].map(
    (word) => [word, "guest.phone_verified"] as const,
  ),
  ...["promopagecta", "promocta", "cta", "ctaclick", "ctaclicked", "promopage"].map(
    (word) => [word, "cta.clicked"] as const,
  ),
])

/** Pure: a Cloud4Wi body, of any shape, as an event. */
export function normalize(body: unknown): NormalizedEvent {
  const reader = new Reader()
  const parts = section(body)
  const moment: Moment = section(parts.event)
  const contact: Contact = section(parts.contact)
  const venue = readVenue(reader, section(parts.location))
  const vendorType = reader.text("vendorType", moment.type)
  return {
    type: typeOf(vendorType),
    vendorType,
    time: reader.instant("time", moment.timestamp),
    guest: readGuest(reader, contact, venue),
    consent: readConsent(reader, contact),
    device: deviceWith({}),
    venue,
    organization: readOrganization(reader, section(parts.organization)),
    ...readZone(reader, parts.zone),
    ...readButton(reader, parts.cta),
    answers: [...readAnswers(reader, contact.customFields), ...readAnswers(reader, contact.extraFields)],
    warnings: reader.warnings,
  }
}

function typeOf(vendorType: string | null): EventType {
  return TYPES.get(vendorType?.toLowerCase().replaceAll(/[\s_-]/g, "") ?? "") ?? "unknown"
}

function readGuest(reader: Reader, contact: Contact, venue: Venue): Guest {
  const country = reader.country("guest.country", contact.country)
  const firstName = reader.text("guest.firstName", contact.firstname)
  const lastName = reader.text("guest.lastName", contact.lastname)
  return guestWith({
    id: reader.text("guest.id", contact.id),
    email: reader.email("guest.email", contact.email),
    phone: reader.phone("guest.phone", contact.phone, country, venue.country),
    firstName,
    lastName,
    name: composeName(firstName, lastName),
    gender: reader.gender("guest.gender", contact.gender),
    birthDate: reader.day("guest.birthDate", contact.birthday),
    language: reader.language("guest.language", contact.language),
    country,
    username: reader.text("guest.username", contact.username),
    provider: reader.text("guest.provider", contact.provider),
    registeredAt: reader.instant("guest.registeredAt", contact.created),
    visitCount: reader.count("guest.visitCount", section(contact.metrics).visitCount),
  })
}

/** `contact.marketing` sums up the opt-ins (FACTS.md C7); where the two differ, a no counts. */
function readConsent(reader: Reader, contact: Contact): Consent {
  const items = list(contact.optin).map((item) => readOptIn(reader, section(item)))
  const accepted = (name: string) => items.findLast((item) => item.name === name)?.accepted ?? null
  const summary = reader.boolean("consent.marketing", contact.marketing)
  const marketing = accepted("mktgCommunications")
  if (summary !== null && marketing !== null && summary !== marketing) {
    reader.warn("consent.marketing", "contradictory")
  }
  return consentWith({
    marketing: summary === false || marketing === false ? false : (summary ?? marketing),
    terms: accepted("termsOfUse"),
    privacy: accepted("privacy"),
    items,
  })
}

function readOptIn(reader: Reader, item: OptIn): Consent["items"][number] {
  return {
    name: reader.text("consent.items.name", item.name),
    accepted: reader.boolean("consent.items.accepted", item.accepted),
    date: reader.instant("consent.items.date", item.date),
    version: reader.text("consent.items.version", item.version),
  }
}

function readVenue(reader: Reader, location: Location): Venue {
  return venueWith({
    id: reader.text("venue.id", location.id),
    name: reader.text("venue.name", location.name),
    externalId: reader.text("venue.externalId", location.extId),
    address: reader.text("venue.address", location.address),
    country: reader.country("venue.country", location.country),
    latitude: reader.latitude("venue.latitude", location.latitude),
    longitude: reader.longitude("venue.longitude", location.longitude),
    tags: list(location.tags)
      .map((tag) => reader.text("venue.tags", tag))
      .filter((tag) => tag !== null),
  })
}

function readOrganization(reader: Reader, organization: Organization): NormalizedEvent["organization"] {
  return {
    id: reader.text("organization.id", organization.id),
    name: reader.text("organization.name", organization.name),
  }
}

function readZone(reader: Reader, zone: unknown): Pick<NormalizedEvent, "zone"> {
  if (!isObject(zone)) return {}
  return { zone: { id: reader.text("zone.id", zone.id), name: reader.text("zone.name", zone.name) } }
}

function readButton(reader: Reader, cta: unknown): Pick<NormalizedEvent, "cta"> {
  return isObject(cta) ? { cta: { url: reader.text("cta.url", cta.url) } } : {}
}

/** Custom fields come as a list in the vendor's sample and extra fields as an object; either may be either. */
function readAnswers(reader: Reader, fields: unknown): Answer[] {
  const pairs = isObject(fields)
    ? Object.entries(fields)
    : list(fields).filter(isObject).map(questionAndAnswer)
  return pairs.map(([question, answer]) => ({
    question: reader.text("answers.question", question),
    answer: readAnswer(reader, answer),
  }))
}

/** Of several choices one text. */
function readAnswer(reader: Reader, answer: unknown): string | null {
  const choices = (Array.isArray(answer) ? answer : [answer]).map((choice) =>
    reader.text("answers.answer", choice),
  )
  return choices.filter((choice) => choice !== null).join(", ") || null
}

function questionAndAnswer(field: JsonObject): [unknown, unknown] {
  return [field.name ?? field.label ?? field.key ?? field.id, field.value ?? field.answer]
}
