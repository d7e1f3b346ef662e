import { WebhookError } from "../shared/core/errors"
import { matchesAny } from "../shared/core/secrets"
import type { Authenticity, Vendor, WebhookRequest } from "../shared/core/vendor"
import { normalize } from "./normalize"
import { type Settings, settings } from "./schema"

export const vendor: Vendor<Settings> = {
  nodeType: "cloud4wi in",
  source: "cloud4wi",
  methods: ["POST"],
  formats: ["json"],
  readsQuery: false,
  answerHeaders: {},
  secretParameters: [],
  credentials: { secret: { type: "password" } },
  settings,
  secretHeaders: ({ header, secret }) => (secret.length > 0 ? [header] : []),
  authenticate,
  isProbe: () => false,
  normalize,
}

/** A header that the administrator defined is all that the vendor offers (FACTS.md C3). */
function authenticate(request: WebhookRequest, { header, secret }: Settings): Authenticity {
  const origin = { event: null, location: null }
  if (secret.length === 0) return { verified: "none", origin }
  const received = request.headers[header]
  if (received === undefined) throw new WebhookError("unauthorized", "header-missing")
  if (!matchesAny(received, secret)) throw new WebhookError("unauthorized", "header-mismatch")
  return { verified: "header", origin }
}
