import { z } from "zod"
import { secretLines } from "../shared/core/secrets"
import { inNodeSettings } from "../shared/core/settings"

/** One webhook of the portal: one event type at one location, with its own API key (FACTS.md B3). */
const row = z.object({
  id: z.coerce.string(),
  event: z
    .string()
    .nullish()
    .transform((event) => event?.trim() || null),
  location: z
    .union([z.string(), z.number()])
    .nullish()
    .transform((location) => String(location ?? "").trim() || null),
})

/** The credential: a JSON text of row ids and their keys, each one or several lines (rotation). */
const apiKeys = z
  .string()
  .nullish()
  .transform((text, context): Record<string, string> => {
    const parsed = z.record(z.string(), z.string()).safeParse(parseOrNull(text || "{}"))
    if (parsed.success) return parsed.data
    context.addIssue({ code: "custom", message: "api-keys-invalid" })
    return z.NEVER
  })
  .refine((keys) => Object.values(keys).every((key) => !key || secretLines(key).length > 0), {
    error: "secret-empty",
  })

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const settings = z
  .object({ ...inNodeSettings.shape, webhooks: z.array(row).nullish(), apiKeys })
  .transform(({ webhooks, apiKeys: keys, ...rest }) => ({
    ...rest,
    webhooks: (webhooks ?? []).map((webhook) => ({ ...webhook, keys: secretLines(keys[webhook.id]) })),
    /** Also where the key left is that of a deleted row: an endpoint never opens by an edit. */
    signed: Object.values(keys).some((key) => key !== ""),
  }))

export type Settings = z.infer<typeof settings>
export type Webhook = Settings["webhooks"][number]

const value = z.unknown()

/**
 * The fields of all event types. Only `customer.create` has a documented payload; the others' names are those
 * of the operator's REST API (FACTS.md B6).
 */
export const body = z.object({
  id: value,
  UserName: value,
  user_name: value,
  name: value,
  customer: value,
  email: value,
  phone: value,
  company_name: value,
  address: value,
  city: value,
  state: value,
  zip: value,
  country_code: value,
  language: value,
  smscountry: value,
  newsletter: value,
  registered_at: value,
  action_date_gmt: value,
  location_id: value,
  operator: value,
  package_id: value,
  amount: value,
  currency: value,
  user_agent: value,
  fb_id: value,
  fb_username: value,
  fb_link: value,
  fb_gender: value,
  social_network: value,
  social_id: value,
  social_username: value,
  social_link: value,
  social_gender: value,
  social_age_range: value,
  social_followers_count: value,
  q1: value,
  a1: value,
  q2: value,
  a2: value,
  q3: value,
  a3: value,
  q4: value,
  a4: value,
  q5: value,
  a5: value,
})

export type Body = Partial<z.infer<typeof body>>
