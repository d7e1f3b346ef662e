import { SettingError } from "../shared/core/errors"
import type { Algorithm, Encoding } from "../shared/core/signature"
import { type Check, PRESETS, type Sender } from "./presets"
import type { Settings } from "./schema"

/** What the value of a signature header holds. */
export type HeaderContent = { signatures: string[]; timestamp?: string }

/** A signature over the exact bytes, and where its parts are. Header names are in lower case. */
export type HmacScheme = {
  method: "hmac"
  algorithm: Algorithm
  encoding: Encoding
  template: string
  /** Any of these carries the signature. */
  headers: readonly string[]
  read: (value: string) => HeaderContent
  timestampHeader?: string
  keyOf: (secret: string) => string | Buffer
}

/** A shared secret that the request carries as it is, in a header or in a field of the body. */
export type TokenScheme = { method: "token"; header: string; prefix: string; field: string }

export type Scheme = HmacScheme | TokenScheme

/** The identifier that a signature may cover: webhook-id of Standard Webhooks. */
export const ID_HEADER = "webhook-id"

/** What of these senders no setting of a custom check can say. */
const PECULIAR: Partial<Record<Sender, Partial<HmacScheme>>> = {
  // Also the name that PHP shows under the documented one (FACTS.md B2).
  beam: { headers: ["x-hotspotsystem-hmac-sha256", "http_x_hotspotsystem_hmac_sha256"] },
  stripe: { read: readStripe },
  "standard-webhooks": { read: readStandard, keyOf: readStandardKey },
}

/** Whether the signature covers the time of signing, so that the same request cannot come again in good faith. */
export function coversTime(scheme: Scheme): scheme is HmacScheme {
  return scheme.method === "hmac" && scheme.template.includes("{timestamp}")
}

/** The scheme that a node's settings describe. */
export function schemeOf(settings: Settings): Scheme {
  const { preset, header } = settings
  if (preset === "custom") return schemeOfCheck(settings)
  if (preset === "cloud4wi")
    return schemeOfCheck({ ...PRESETS.cloud4wi, header: header || PRESETS.cloud4wi.header })
  return schemeOfCheck(PRESETS[preset], PECULIAR[preset])
}

function schemeOfCheck(check: Check, peculiar: Partial<HmacScheme> = {}): Scheme {
  const { method, header, prefix, field, algorithm, encoding, template, timestampHeader } = check
  if (method === "token") return { method, header, prefix, field }
  return {
    method,
    algorithm,
    encoding,
    template,
    headers: [header],
    read: afterPrefix(prefix),
    ...(timestampHeader && { timestampHeader }),
    keyOf: (secret) => secret,
    ...peculiar,
  }
}

function afterPrefix(prefix: string): (value: string) => HeaderContent {
  return (value) => ({ signatures: value.startsWith(prefix) ? [value.slice(prefix.length).trim()] : [] })
}

/** `t=1492774577,v1=5257a8…,v1=…`; v0 is a test scheme that must not be trusted. */
function readStripe(value: string): HeaderContent {
  const pairs = value.split(",").map((pair) => pair.trim().split("=", 2))
  const values = (name: string) => pairs.flatMap(([key, text]) => (key === name && text ? [text] : []))
  const [timestamp] = values("t")
  return { signatures: values("v1"), ...(timestamp && { timestamp }) }
}

/** `whsec_` and base64. What decodes to nothing would be a key that everybody has. */
function readStandardKey(secret: string): Buffer {
  const text = secret.replace(/^whsec_/, "")
  if (!/^[A-Za-z0-9+/_-]{2,}={0,2}$/.test(text)) throw new SettingError("secret-encoding")
  return Buffer.from(text, "base64")
}

/** `v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4= v1,…`; v1a is the asymmetric kind. */
function readStandard(value: string): HeaderContent {
  return {
    signatures: value
      .split(" ")
      .flatMap((part) => (part.startsWith("v1,") ? [part.slice("v1,".length)] : [])),
  }
}
