import { WebhookError } from "../shared/core/errors"
import { matchesAny } from "../shared/core/secrets"
import type { Authenticity, Vendor, WebhookRequest } from "../shared/core/vendor"
import { migrations } from "./migrations"
import { normalize } from "./normalize"
import { samples } from "./samples"
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
  migrations,
  secretHeaders: ({ header }) => [header],
  tokenOf,
  authenticate,
  isProbe: () => false,
  normalize,
  samples,
}

function tokenOf(request: WebhookRequest, { header }: Settings): string | null {
  return request.headers[header] ?? null
}

/** A header that the administrator defined is all that the vendor offers (FACTS.md C3). */
function authenticate(request: WebhookRequest, settings: Settings): Authenticity {
  const origin = { event: null, location: null }
  if (settings.secret.length === 0) return { verified: "none", origin }
  const received = tokenOf(request, settings)
  if (received === null) throw new WebhookError("unauthorized", "header-missing")
  if (!matchesAny(received, settings.secret)) throw new WebhookError("unauthorized", "header-mismatch")
  return { verified: "header", origin }
}
