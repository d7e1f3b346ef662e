import { WebhookError } from "../shared/core/errors"
import { section } from "../shared/core/json"
import { matchesAny } from "../shared/core/secrets"
import type { Authenticity, Vendor, WebhookRequest } from "../shared/core/vendor"
import { normalize } from "./normalize"
import { type Settings, settings } from "./schema"

/** QR Planet and its white-label brands. */
export const vendor: Vendor<Settings> = {
  nodeType: "qr webhook in",
  source: "qr",
  methods: ["POST"],
  // "wrapped in a POST request": the vendor's own script reads all of these (FACTS.md Q1)
  formats: ["form", "multipart", "json"],
  readsQuery: true,
  answerHeaders: {},
  secretParameters: ["secrettoken"],
  credentials: { secretToken: { type: "password" } },
  settings,
  secretHeaders: () => [],
  authenticate,
  isProbe: () => false,
  normalize,
}

/** The account's secret API key is one of the parameters (FACTS.md Q2). */
function authenticate(request: WebhookRequest, { secretToken }: Settings): Authenticity {
  const origin = { event: null, location: null }
  if (secretToken.length === 0) return { verified: "none", origin }
  const { secrettoken } = section(request.body())
  if (typeof secrettoken !== "string" || secrettoken === "")
    throw new WebhookError("unauthorized", "token-missing")
  if (!matchesAny(secrettoken, secretToken)) throw new WebhookError("unauthorized", "token-mismatch")
  return { verified: "token", origin }
}
