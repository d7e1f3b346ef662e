import { z } from "zod"
import { secretLines } from "../shared/core/secrets"
import { inNodeSettings } from "../shared/core/settings"
import { mergeApiKeys } from "./api-keys"
import { Keyring } from "./keyring"

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

/** A JSON text of row ids and what belongs to them. */
function jsonText<Content>(content: z.ZodType<Content>) {
  return z
    .string()
    .nullish()
    .transform((text, context): Content => {
      const parsed = content.safeParse(parseOrNull(text || "{}"))
      if (parsed.success) return parsed.data
      context.addIssue({ code: "custom", message: "api-keys-invalid" })
      return z.NEVER
    })
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Row ids and their keys, each one or several lines (rotation); and what was changed in them since. */
const credentials = {
  apiKeys: jsonText(z.record(z.string(), z.string())),
  apiKeyChanges: jsonText(z.record(z.string(), z.string().nullable())),
}

const apiKeys = z
  .object(credentials)
  .transform((parsed) => mergeApiKeys(parsed.apiKeys, parsed.apiKeyChanges))
  .refine((keys) => Object.values(keys).every((key) => !key || secretLines(key).length > 0), {
    error: "secret-empty",
  })

const properties = z.object({ ...inNodeSettings.shape, webhooks: z.array(row).nullish() })

export const settings = z
  .intersection(
    properties,
    apiKeys.transform((keys) => ({ keys })),
  )
  .transform(({ webhooks, keys, ...rest }) => ({
    ...rest,
    webhooks: (webhooks ?? []).map((webhook) => ({ ...webhook, keys: secretLines(keys[webhook.id]) })),
    keys,
  }))
  .transform(({ keys, ...rest }) => ({
    ...rest,
    keyring: new Keyring(rest.webhooks.flatMap((webhook) => webhook.keys)),
    /** Also where the key left is that of a deleted row: an endpoint never opens by an edit. */
    signed: Object.values(keys).some((key) => key !== ""),
  }))

export type Credentials = { apiKeys?: string; apiKeyChanges?: string; keyedRows?: string }

/**
 * The credentials with their changes put in, and the ids of the rows that have a key, which the dialog may know.
 * undefined where they are so already, or cannot be read.
 */
export function settleApiKeys(stored: Credentials): Credentials | undefined {
  const parsed = apiKeys.safeParse(stored)
  if (!parsed.success) return undefined
  const keyedRows = Object.keys(parsed.data).join(" ")
  if (!stored.apiKeyChanges && (stored.keyedRows ?? "") === keyedRows) return undefined
  return { apiKeys: JSON.stringify(parsed.data), keyedRows }
}

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
