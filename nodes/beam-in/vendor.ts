import { WebhookError } from "../shared/core/errors"
import type { Authenticity, Origin, Vendor, WebhookRequest } from "../shared/core/vendor"
import { migrations } from "./migrations"
import { normalize } from "./normalize"
import { samples } from "./samples"
import { type Settings, settings, type Webhook } from "./schema"

/** The documented name, and the one that PHP shows under it (FACTS.md B2). */
const SIGNATURE_HEADERS = ["http_x_hotspotsystem_hmac_sha256", "x-hotspotsystem-hmac-sha256"]

export const vendor: Vendor<Settings> = {
  nodeType: "beam in",
  source: "beam",
  methods: ["POST"],
  formats: ["json"],
  readsQuery: false,
  answerHeaders: {},
  secretParameters: [],
  credentials: {
    apiKeys: { type: "password" },
    apiKeyChanges: { type: "password" },
    // No secret: the dialog shows which rows have a key.
    keyedRows: { type: "text" },
  },
  settings,
  migrations,
  secretHeaders: () => [],
  tokenOf: () => null,
  authenticate,
  isProbe: () => false,
  normalize,
  samples,
}

/** The key that verifies tells which of the portal's webhooks sent the request (FACTS.md B3). */
function authenticate(request: WebhookRequest, settings: Settings): Authenticity {
  const { webhooks, signed } = settings
  const called = originOfUrl(request)
  if (!signed) return { verified: "none", origin: originOfCall(called, webhooks) }
  const signature = SIGNATURE_HEADERS.map((name) => request.headers[name]).find(
    (value) => value !== undefined,
  )
  if (signature === undefined) throw new WebhookError("unauthorized", "signature-missing")
  return {
    verified: "signature",
    origin: originOfKey(called, verifyingWebhooks(request, signature, settings)),
  }
}

function verifyingWebhooks(
  request: WebhookRequest,
  signature: string,
  { webhooks, keyring }: Settings,
): readonly Webhook[] {
  const parts = { body: request.bytes, timestamp: "", id: "", method: request.method, url: "" }
  const result = keyring.verify(signature.trim(), parts)
  if ("fault" in result) throw new WebhookError("unauthorized", result.fault)
  return webhooks.filter(({ keys }) => keys.includes(result.key))
}

function originOfUrl({ query }: WebhookRequest): Origin {
  return { event: query.event?.trim() || null, location: query.location?.trim() || null }
}

/** Without keys the callback URL's query tells the webhook, else the only row there is does. */
function originOfCall(called: Origin, webhooks: readonly Webhook[]): Origin {
  const rows = matching(called, webhooks)
  return {
    event: called.event ?? agreed(rows.map(({ event }) => event)),
    location: called.location ?? agreed(rows.map(({ location }) => location)),
  }
}

/** One key may serve several webhooks; among them, and only them, the query may choose: it is not signed. */
function originOfKey(called: Origin, verifying: readonly Webhook[]): Origin {
  const named = matching(called, verifying)
  const rows = named.length > 0 ? named : verifying
  return {
    event: agreed(rows.map(({ event }) => event)),
    location: agreed(rows.map(({ location }) => location)),
  }
}

function matching({ event, location }: Origin, webhooks: readonly Webhook[]): readonly Webhook[] {
  return webhooks.filter(
    (webhook) =>
      (event === null || webhook.event === event) && (location === null || webhook.location === location),
  )
}

function agreed(values: readonly (string | null)[]): string | null {
  const [first = null] = values
  return values.every((value) => value === first) ? first : null
}
