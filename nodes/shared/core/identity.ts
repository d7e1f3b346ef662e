import { hash, randomBytes } from "node:crypto"

/** What an event is known by: its source, where the vendor's webhook is set up per event and location
 * (FACTS.md B3) those too, and its content. */
export type Identity = {
  source: string
  event: string | null
  location: string | null
  content: string | Buffer
}

/**
 * The id of an event: 32 hex digits of SHA-256. None of the vendors sends a delivery id (FACTS.md V1), but a
 * retry repeats the content, so it has the same id.
 */
export function contentId({ source, event, location, content }: Identity): string {
  const bytes = typeof content === "string" ? Buffer.from(content) : content
  const parts = [Buffer.from(JSON.stringify([source, event, location])), bytes]
  return hash("sha256", Buffer.concat(parts), "hex").slice(0, 32)
}

/** For a body that says no time of its own: it cannot be told from a repeat, so it must not look like one. */
export function randomId(): string {
  return randomBytes(16).toString("hex")
}
