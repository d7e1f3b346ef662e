import { z } from "zod"
import { inNodeSettings } from "../shared/core/settings"

/** Purple offers no credential of its own (FACTS.md P5): the unguessable path is the only secret there is. */
export const settings = inNodeSettings

export type Settings = z.infer<typeof settings>

const value = z.unknown()

const client = z.object({ mac: value, userAgent: value })
const company = z.object({ id: value, name: value })
const session = z.object({ authenticationTime: value })
const user = z.object({
  id: value,
  email: value,
  firstName: value,
  lastName: value,
  gender: value,
  dateOfBirth: value,
  provider: value,
  /** The field table's name and the sample's (FACTS.md P6). */
  visitCountForVenues: value,
  visitCountsForVenues: value,
})
const venue = z.object({ id: value, name: value, latitude: value, longitude: value })

/** The body of Purple's and BT Wi-Fi's pages, its keys without stray white space (FACTS.md P1, P6). */
export const body = z.object({
  client: client.optional(),
  company: company.optional(),
  session: session.optional(),
  user: user.optional(),
  venue: venue.optional(),
})

export type Client = Partial<z.infer<typeof client>>
export type Company = Partial<z.infer<typeof company>>
export type Session = Partial<z.infer<typeof session>>
export type User = Partial<z.infer<typeof user>>
export type Location = Partial<z.infer<typeof venue>>
