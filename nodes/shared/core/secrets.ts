import { createHash, randomBytes, timingSafeEqual } from "node:crypto"

/**
 * A secret setting may hold several secrets, one per line, any of which verifies: that is how they are
 * rotated without losing an event. Empty lines and white space around are no secrets.
 */
export function secretLines(setting: string | undefined): string[] {
  return (setting ?? "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
}

/**
 * What stands for a token that was not checked where it arrived: a later check needs no more than this, and it
 * is not the token. Salted, so that no table of digests tells it.
 *
 * @returns salt and SHA-256, both in hex, joined by a dot
 */
export function digestOf(token: string, salt = randomBytes(16).toString("hex")): string {
  return `${salt}.${createHash("sha256").update(`${salt}.${token}`).digest("hex")}`
}

/** Whether a digest is that of any of the secrets. */
export function isDigestOfAny(received: string, secrets: readonly string[]): boolean {
  const [salt = ""] = received.split(".", 1)
  return matchesAny(
    received,
    secrets.map((secret) => digestOf(secret, salt)),
  )
}

/** Compares in a time that tells neither where two values differ nor how long the secret is. */
export function equalInConstantTime(received: string | Buffer, expected: string | Buffer): boolean {
  return timingSafeEqual(digest(received), digest(expected))
}

function digest(value: string | Buffer): Buffer {
  return createHash("sha256").update(value).digest()
}

/** Whether any of the secrets is the received one; looks at all of them, whichever it is. */
export function matchesAny(received: string, secrets: readonly string[]): boolean {
  return secrets.reduce((found, secret) => equalInConstantTime(received, secret) || found, false)
}
