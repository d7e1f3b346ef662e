import { WebhookError } from "../shared/core/errors"
import { section } from "../shared/core/objects"
import { matchesAny } from "../shared/core/secrets"
import type { Authenticity, Vendor, WebhookRequest } from "../shared/core/vendor"
import { migrations } from "./migrations"
import { normalize } from "./normalize"
import { samples } from "./samples"
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
  migrations,
  secretHeaders: () => [],
  tokenOf,
  authenticate,
  isProbe: () => false,
  normalize,
  samples,
}

function tokenOf(request: WebhookRequest): string | null {
  const token = request.query.secrettoken ?? section(request.body()).secrettoken
  return typeof token === "string" && token !== "" ? token : null
}

/** The account's secret API key is one of the parameters (FACTS.md Q2). */
function authenticate(request: WebhookRequest, { secretToken }: Settings): Authenticity {
  const origin = { event: null, location: null }
  if (secretToken.length === 0) return { verified: "none", origin }
  const received = tokenOf(request)
  if (received === null) throw new WebhookError("unauthorized", "token-missing")
  if (!matchesAny(received, secretToken)) throw new WebhookError("unauthorized", "token-mismatch")
  return { verified: "token", origin }
}
