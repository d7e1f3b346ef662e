import { SettingError } from "../shared/core/errors"
import type { Algorithm, Encoding } from "../shared/core/signature"
import type { Preset, Settings } from "./schema"

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

const plain = {
  method: "hmac",
  algorithm: "sha256",
  encoding: "hex",
  template: "{body}",
  read: (value: string) => ({ signatures: [value] }),
  keyOf: (secret: string) => secret,
} as const

/** What each sender documents; the two settings that a preset leaves to the user are its arguments. */
const PRESETS: Record<Exclude<Preset, "custom">, (settings: Settings) => Scheme> = {
  // FACTS.md B1 and B2
  beam: () => ({
    ...plain,
    encoding: "base64",
    headers: ["x-hotspotsystem-hmac-sha256", "http_x_hotspotsystem_hmac_sha256"],
  }),
  // FACTS.md Q2
  qr: () => ({ method: "token", header: "", prefix: "", field: "secrettoken" }),
  // FACTS.md C3: the administrator chooses the name
  cloud4wi: ({ header }) => ({
    method: "token",
    header: header || "x-webhook-secret",
    prefix: "",
    field: "",
  }),
  // docs.github.com, Validating webhook deliveries
  github: () => ({ ...plain, headers: ["x-hub-signature-256"], read: afterPrefix("sha256=") }),
  // docs.stripe.com, Webhooks: verify manually
  stripe: () => ({
    ...plain,
    template: "{timestamp}.{body}",
    headers: ["stripe-signature"],
    read: readStripe,
  }),
  // docs.slack.dev, Verifying requests from Slack
  slack: () => ({
    ...plain,
    template: "v0:{timestamp}:{body}",
    headers: ["x-slack-signature"],
    read: afterPrefix("v0="),
    timestampHeader: "x-slack-request-timestamp",
  }),
  // shopify.dev, Verify webhook deliveries
  shopify: () => ({ ...plain, encoding: "base64", headers: ["x-shopify-hmac-sha256"] }),
  // github.com/standard-webhooks/standard-webhooks, spec
  "standard-webhooks": () => ({
    ...plain,
    encoding: "base64",
    template: `{id}.{timestamp}.{body}`,
    headers: ["webhook-signature"],
    read: readStandard,
    timestampHeader: "webhook-timestamp",
    keyOf: readStandardKey,
  }),
}

/** Whether the signature covers the time of signing, so that the same request cannot come again in good faith. */
export function coversTime(scheme: Scheme): scheme is HmacScheme {
  return scheme.method === "hmac" && scheme.template.includes("{timestamp}")
}

/** The scheme that a node's settings describe. */
export function schemeOf(settings: Settings): Scheme {
  return settings.preset === "custom" ? customScheme(settings) : PRESETS[settings.preset](settings)
}

function customScheme(settings: Settings): Scheme {
  const { method, header, prefix, field, algorithm, encoding, template, timestampHeader } = settings
  if (method === "token") return { method, header, prefix, field }
  return {
    ...plain,
    algorithm,
    encoding,
    template,
    headers: [header],
    read: afterPrefix(prefix),
    ...(timestampHeader && { timestampHeader }),
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
