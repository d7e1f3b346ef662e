// What known senders document, as a custom check's settings would say it. Header names are in lower case.
import type { Algorithm, Encoding } from "../shared/core/signature"

/** The settings that describe a check; `field` is for tokens, the last four are for signatures. */
export interface Check {
  method: "hmac" | "token"
  header: string
  prefix: string
  field: string
  algorithm: Algorithm
  encoding: Encoding
  template: string
  timestampHeader: string
}

const SIGNATURE: Check = {
  method: "hmac",
  header: "",
  prefix: "",
  field: "",
  algorithm: "sha256",
  encoding: "hex",
  template: "{body}",
  timestampHeader: "",
}

const TOKEN: Check = { ...SIGNATURE, method: "token" }

export const PRESETS = {
  // FACTS.md B1
  beam: { ...SIGNATURE, encoding: "base64", header: "x-hotspotsystem-hmac-sha256" },
  // FACTS.md Q2
  qr: { ...TOKEN, field: "secrettoken" },
  // FACTS.md C3: the administrator may choose another name
  cloud4wi: { ...TOKEN, header: "x-webhook-secret" },
  // docs.github.com, Validating webhook deliveries
  github: { ...SIGNATURE, header: "x-hub-signature-256", prefix: "sha256=" },
  // docs.stripe.com, Webhooks: verify manually
  stripe: { ...SIGNATURE, header: "stripe-signature", template: "{timestamp}.{body}" },
  // docs.slack.dev, Verifying requests from Slack
  slack: {
    ...SIGNATURE,
    header: "x-slack-signature",
    prefix: "v0=",
    template: "v0:{timestamp}:{body}",
    timestampHeader: "x-slack-request-timestamp",
  },
  // shopify.dev, Verify webhook deliveries
  shopify: { ...SIGNATURE, encoding: "base64", header: "x-shopify-hmac-sha256" },
  // github.com/standard-webhooks/standard-webhooks, spec
  "standard-webhooks": {
    ...SIGNATURE,
    encoding: "base64",
    header: "webhook-signature",
    template: "{id}.{timestamp}.{body}",
    timestampHeader: "webhook-timestamp",
  },
} as const satisfies Record<string, Check>

export type Sender = keyof typeof PRESETS
