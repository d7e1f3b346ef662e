import { parseTemplate } from "../shared/core/signature"

/** base64 of HMAC-SHA256 over the raw body (FACTS.md B1). */
export const SCHEME = { algorithm: "sha256", encoding: "base64", template: parseTemplate("{body}") } as const
