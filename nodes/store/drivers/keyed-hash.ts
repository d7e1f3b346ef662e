import { createHmac, type KeyObject } from "node:crypto"

/** HMAC-SHA256, 32 hex digits: what stands in a store for what must not be read there. */
export function keyedHash(key: KeyObject | string, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex").slice(0, 32)
}
