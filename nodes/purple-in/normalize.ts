import {
  consentWith,
  type Device,
  deviceWith,
  type Guest,
  guestWith,
  type Venue,
  venueWith,
} from "../shared/core/event"
import { isObject, type JsonObject, section } from "../shared/core/objects"
import { composeName, Reader } from "../shared/core/reader"
import { isRandomized } from "../shared/core/values/mac"
import type { NormalizedEvent } from "../shared/core/vendor"
import type { Client, Company, Location, Session, User } from "./schema"

type Visit = Guest["visits"][number]

/** Whether a body carries an authentication at all; what "Save and validate" sends need not (FACTS.md P2). */
export function hasEvent(body: unknown): boolean {
  const parts = tidyKeys(section(body))
  return ["client", "session", "user"].some((name) => isObject(parts[name]))
}

/** Pure: a body of Purple's or BT Wi-Fi's as an event. Every event of theirs is an authentication. */
export function normalize(body: unknown): NormalizedEvent {
  const reader = new Reader()
  const parts = tidyKeys(section(body))
  const user: User & { venue?: unknown } = tidyKeys(section(parts.user))
  const session: Session = tidyKeys(section(parts.session))
  const company: Company = tidyKeys(section(parts.company))
  // BT's sample lacks a brace (FACTS.md P6): closed at its end, the venue is within the user.
  const venue = readVenue(reader, tidyKeys(section(parts.venue ?? user.venue)))
  return {
    type: hasEvent(body) ? "guest.connected" : "unknown",
    vendorType: null,
    time: reader.instant("time", session.authenticationTime),
    guest: readGuest(reader, user, venue),
    consent: consentWith({}),
    device: readDevice(reader, tidyKeys(section(parts.client))),
    venue,
    organization: {
      id: reader.text("organization.id", company.id),
      name: reader.text("organization.name", company.name),
    },
    answers: [],
    warnings: reader.warnings,
  }
}

/** The printed samples have stray white space in their keys (FACTS.md P6). */
function tidyKeys(object: JsonObject): JsonObject {
  const keys = Object.keys(object)
  if (!keys.some((key) => /\s/.test(key))) return object
  return Object.fromEntries(keys.map((key) => [key.replaceAll(/\s/g, ""), object[key]]))
}

function readGuest(reader: Reader, user: User, venue: Venue): Guest {
  const firstName = reader.text("guest.firstName", user.firstName)
  const lastName = reader.text("guest.lastName", user.lastName)
  const visits = readVisits(reader, user.visitCountForVenues ?? user.visitCountsForVenues)
  return guestWith({
    id: reader.text("guest.id", user.id),
    email: reader.email("guest.email", user.email),
    firstName,
    lastName,
    name: composeName(firstName, lastName),
    gender: reader.gender("guest.gender", user.gender),
    birthDate: reader.day("guest.birthDate", user.dateOfBirth),
    provider: reader.text("guest.provider", user.provider),
    visits,
    visitCount: visits.find((visit) => visit.venueId === venue.id)?.count ?? null,
  })
}

/** `{venueId: count}` as in the sample, or the array of venues of BT's field table (FACTS.md P6). */
function readVisits(reader: Reader, value: unknown): Visit[] {
  if (Array.isArray(value)) return value.flatMap((entry) => readVisitEntry(reader, section(entry)))
  return Object.entries(section(value)).flatMap(([venueId, count]) => readVisit(reader, venueId, count))
}

function readVisitEntry(reader: Reader, entry: JsonObject): Visit[] {
  const venue = section(entry.venue)
  const venueId = entry.venueId ?? entry.venue_id ?? entry.id ?? venue.id ?? entry.venue
  const count = entry.count ?? entry.visitCount ?? entry.visits
  if (venueId !== undefined) return readVisit(reader, venueId, count)
  return Object.entries(entry).flatMap(([id, visits]) => readVisit(reader, id, visits))
}

function readVisit(reader: Reader, id: unknown, visits: unknown): Visit[] {
  const venueId = reader.text("guest.visits", id)
  const count = reader.count("guest.visits", visits)
  return venueId !== null && count !== null ? [{ venueId, count }] : []
}

function readDevice(reader: Reader, client: Client): Device {
  const mac = reader.mac("device.mac", client.mac)
  return deviceWith({
    mac,
    macRandomized: mac === null ? null : isRandomized(mac),
    userAgent: reader.text("device.userAgent", client.userAgent),
  })
}

function readVenue(reader: Reader, venue: Location): Venue {
  return venueWith({
    id: reader.text("venue.id", venue.id),
    name: reader.text("venue.name", venue.name),
    latitude: reader.latitude("venue.latitude", venue.latitude),
    longitude: reader.longitude("venue.longitude", venue.longitude),
  })
}
