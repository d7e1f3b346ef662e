import { randomUUID } from "node:crypto"
import type { SampleRequest } from "../shared/core/vendor"
import type { Settings } from "./schema"

/** The vendor's words for its moments (FACTS.md C1). */
const MOMENTS = ["signup", "login", "presence", "space", "dwell", "leave"]

/** The body has the attributes of the vendor's own sample. */
export function samples({
  header,
  secret: [secret],
}: Settings): Readonly<Record<string, (now: Date) => SampleRequest>> {
  const headers = { "Content-Type": "application/json", ...(secret !== undefined && { [header]: secret }) }
  return Object.fromEntries(
    MOMENTS.map((moment) => [
      moment,
      (now) => ({ headers, body: JSON.stringify({ ...bodyAt(now), event: eventAt(now, moment) }) }),
    ]),
  )
}

function eventAt(now: Date, moment: string) {
  return { type: moment, nonce: randomUUID(), timestamp: Math.floor(now.getTime() / 1000) }
}

function bodyAt(now: Date) {
  const optIn = (name: string) => ({ name, accepted: true, date: now.toISOString(), version: "default" })
  return {
    hotspot: { id: "test-hotspot" },
    contact: {
      id: "test-guest",
      type: "guest",
      email: "ana.test@example.com",
      phone: "+390212345678",
      firstname: "Ana",
      lastname: "Test",
      gender: "female",
      birthday: "1990-07-14",
      language: "en",
      country: "IT",
      created: now.toISOString(),
      marketing: true,
      optin: ["termsOfUse", "privacy", "mktgCommunications"].map(optIn),
      provider: "form",
      metrics: { visitCount: 1 },
      customFields: [],
      extraFields: {},
    },
    organization: { id: "test-organization", name: "Test Organization" },
    location: { id: "test-venue", name: "Test Venue", address: "Milano", country: "IT", tags: ["test"] },
  }
}
