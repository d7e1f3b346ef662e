import { isObject } from "../shared/core/objects"
import type { Vendor, WebhookRequest } from "../shared/core/vendor"
import { migrations } from "./migrations"
import { hasEvent, normalize } from "./normalize"
import { samples } from "./samples"
import { type Settings, settings } from "./schema"

/** Purple, and BT Wi-Fi, which is Purple under another brand (FACTS.md P1). */
export const vendor: Vendor<Settings> = {
  nodeType: "purple in",
  source: "purple",
  methods: ["GET", "HEAD", "POST"],
  formats: ["json"],
  readsQuery: false,
  // "return the header wifiWebhookListener with a value of 1 … to verify it's a real listener" (FACTS.md P2)
  answerHeaders: { wifiWebhookListener: "1" },
  secretParameters: [],
  credentials: {},
  settings,
  migrations,
  secretHeaders: () => [],
  tokenOf: () => null,
  authenticate: () => ({ verified: "none", origin: { event: null, location: null } }),
  isProbe,
  normalize,
  samples,
}

function isBlank(bytes: Buffer): boolean {
  return bytes.length < 16 && bytes.toString().trim() === ""
}

/** "Save and validate" probes with we do not know which method and body (FACTS.md P2). */
function isProbe(request: WebhookRequest): boolean {
  if (request.method !== "POST" || isBlank(request.bytes)) return true
  const body = request.body()
  // An empty list is what PHP makes of an empty object.
  return Array.isArray(body) ? body.length === 0 : isObject(body) && !hasEvent(body)
}
