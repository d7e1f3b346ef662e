import { randomInt } from "node:crypto"
import type { SampleRequest } from "../shared/core/vendor"

/** Purple tells of nothing else, and signs nothing (FACTS.md P5). The body is as its page prints it. */
export function samples(): Readonly<Record<string, (now: Date) => SampleRequest>> {
  return {
    authentication: (now) => ({
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(bodyAt(now)),
    }),
  }
}

function bodyAt(now: Date) {
  return {
    client: { mac: "be-72-b3-40-f9-be", userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)" },
    company: { id: 1, name: "Test Company" },
    // Without a colon in the offset (FACTS.md P7).
    session: { authenticationTime: now.toISOString().replace(/\.\d+Z$/, "+0000") },
    user: {
      id: randomInt(1, 2 ** 31),
      email: "ana.test@example.com",
      firstName: "Ana",
      lastName: "Test",
      gender: "female",
      dateOfBirth: "1990-07-14",
      provider: "form",
      visitCountsForVenues: { 4022: 1 },
    },
    venue: { id: 4022, name: "Test Venue", latitude: "45.4642", longitude: "9.19" },
  }
}
