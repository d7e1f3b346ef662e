import { z } from "zod"
import { inNodeSettings, optionalText, secretSetting } from "../shared/core/settings"

/** The node's properties and its credential. `header` is the header that carries the secret (FACTS.md C3). */
export const settings = z.object({
  ...inNodeSettings.shape,
  header: optionalText.transform((header) => header.toLowerCase() || "x-webhook-secret"),
  secret: secretSetting,
})

export type Settings = z.infer<typeof settings>

const value = z.unknown()

/**
 * The body as the vendor's sample prints it. The administrator picks its attributes, so any may be absent
 * (FACTS.md C2), and values are read one by one, by the readers of core.
 */
export const body = z.object({
  hotspot: z.object({ id: value }).optional(),
  contact: z
    .object({
      id: value,
      type: value,
      email: value,
      phone: value,
      firstname: value,
      lastname: value,
      gender: value,
      birthday: value,
      language: value,
      country: value,
      username: value,
      provider: value,
      created: value,
      marketing: value,
      optin: value,
      metrics: z.object({ visitCount: value }).optional(),
      customFields: value,
      extraFields: value,
      personalid: value,
      civilStatus: value,
      ageVerification: value,
      online: value,
    })
    .optional(),
  organization: z.object({ id: value, name: value }).optional(),
  location: z
    .object({
      id: value,
      extId: value,
      name: value,
      address: value,
      country: value,
      latitude: value,
      longitude: value,
      tags: value,
    })
    .optional(),
  /** Not documented; where an attribute names the zone or the button, this is where one would expect it. */
  zone: z.object({ id: value, name: value }).optional(),
  cta: z.object({ url: value }).optional(),
  event: z.object({ type: value, nonce: value, timestamp: value }).optional(),
})

type Body = z.infer<typeof body>
type Section<Key extends keyof Body> = Partial<NonNullable<Body[Key]>>
export type Contact = Section<"contact">
export type Location = Section<"location">
export type Moment = Section<"event">
export type Zone = Section<"zone">
export type Organization = Section<"organization">
export type OptIn = { name?: unknown; accepted?: unknown; date?: unknown; version?: unknown }
