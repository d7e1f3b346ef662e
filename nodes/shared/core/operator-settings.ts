import { z } from "zod"
import { parseSettings } from "./settings"

/** A limit: a whole number from 1 on. */
function limit(fallback: number, maximum = Number.MAX_SAFE_INTEGER) {
  return z.int().min(1).max(maximum).default(fallback)
}

/**
 * What a sender may make this process do. Far above what any vendor sends, far below what would hurt. How long a
 * body may be is each node's own setting, `maxBody`.
 */
const limits = z.strictObject({
  /** Header lines of a request, and their bytes, names and values together. */
  headers: limit(100),
  headerBytes: limit(16_384),
  queryBytes: limit(8192),
  /** Of a form, a multipart body or a query; and the bytes of the longest name or value among them. */
  fields: limit(1000),
  fieldBytes: limit(262_144),
  /** How deep JSON may nest; whatever walks a body is safe up to the maximum. */
  jsonDepth: limit(64, 500),
  /** Names in objects and items of lists, taken together. */
  jsonKeys: limit(10_000),
  /** Seconds that a body may take to arrive. */
  bodySeconds: limit(20),
  /** Requests whose body is being read or whose event is being kept, and the bytes that they hold. */
  requests: limit(2000),
  requestsPerEndpoint: limit(1000),
  requestsPerConnection: limit(100),
  bytes: limit(268_435_456),
  bytesPerEndpoint: limit(134_217_728),
  /** What one node may say, whatever comes. Errors are those that Catch nodes hear of. */
  statusPerSecond: limit(2),
  logLinesPerMinute: limit(12),
  errorsPerSecond: limit(10),
})

export type Limits = z.infer<typeof limits>

/** The limits where settings.js names none. */
export const DEFAULT_LIMITS: Limits = limits.parse({})

/** Those that reading a body knows. */
export type ContentLimits = Pick<Limits, "fields" | "fieldBytes" | "jsonDepth" | "jsonKeys">

/** For what was kept already: it has passed the limits of its time. */
export const NO_LIMITS: ContentLimits = {
  fields: Number.POSITIVE_INFINITY,
  fieldBytes: Number.POSITIVE_INFINITY,
  jsonDepth: Number.POSITIVE_INFINITY,
  jsonKeys: Number.POSITIVE_INFINITY,
}

/** The address at which vendors reach httpNodeRoot, without a last slash. */
const publicUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ""))
  .nullable()
  .default(null)

const operatorSettings = z.strictObject({
  publicUrl,
  /** How many reverse proxies in front of Node-RED are the operator's own. */
  trustedHops: z.int().min(0).default(0),
  limits: limits.default(DEFAULT_LIMITS),
})

/** What holds for all our nodes of one Node-RED: `guestWebhooks` in its settings.js. */
export type OperatorSettings = z.infer<typeof operatorSettings>

/** Parses `guestWebhooks`, which may be absent; throws a SettingError that names what to mend. */
export function parseOperatorSettings(guestWebhooks: unknown): OperatorSettings {
  const schema = z.object({ guestWebhooks: operatorSettings.prefault({}) })
  return parseSettings(schema, { guestWebhooks }).guestWebhooks
}
