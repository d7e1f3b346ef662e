import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto"

export const ALGORITHMS = ["sha1", "sha256", "sha384", "sha512"] as const
export const ENCODINGS = ["hex", "base64", "base64url"] as const
export type Algorithm = (typeof ALGORITHMS)[number]
export type Encoding = (typeof ENCODINGS)[number]

const PLACEHOLDER = /\{(body|timestamp|id|method|url)\}/
export type Placeholder = "body" | "timestamp" | "id" | "method" | "url"

/** What a signature covers, as received: never re-serialised, never normalised. */
export type SignedParts = Record<Placeholder, string | Buffer>

type TemplatePart = { literal: string } | { placeholder: Placeholder }

/** Splits `{timestamp}.{body}` into its literal and its filled parts. */
export function parseTemplate(template: string): TemplatePart[] {
  return template
    .split(PLACEHOLDER)
    .map((part, index) => (index % 2 === 1 ? { placeholder: part as Placeholder } : { literal: part }))
    .filter((part) => "placeholder" in part || part.literal !== "")
}

/** Its bytes, its text in UTF-8, or, where one is used again and again, prepared. */
type SigningKey = string | Buffer | KeyObject

/** The HMAC (RFC 2104) over a template's parts. */
export function sign(
  algorithm: Algorithm,
  key: SigningKey,
  template: readonly TemplatePart[],
  parts: SignedParts,
): Buffer {
  const hmac = createHmac(algorithm, key)
  for (const part of template) hmac.update("literal" in part ? part.literal : parts[part.placeholder])
  // By way of a text, so that the bytes come from Node's pool: memory of their own would cost a third of the HMAC again.
  return Buffer.from(hmac.digest("base64"), "base64")
}

/** What is wrong with a signature, if anything. */
export type SignatureFault = "signature-encoding" | "signature-mismatch"

const ALPHABET: Record<Encoding, RegExp> = {
  hex: /^[0-9a-f]+$/i,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[A-Za-z0-9_-]+={0,2}$/,
}

/** Decodes a signature's text, or undefined where it is not of that encoding or not as long as the digest. */
export function decodeSignature(text: string, encoding: Encoding, bytes: number): Buffer | undefined {
  if (!ALPHABET[encoding].test(text)) return undefined
  const decoded = Buffer.from(text, encoding)
  return decoded.length === bytes ? decoded : undefined
}

/** Compares two digests of one length in constant time. */
export function sameDigest(received: Buffer, expected: Buffer): boolean {
  return received.length === expected.length && timingSafeEqual(received, expected)
}

const DIGEST_BYTES: Record<Algorithm, number> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 }

/**
 * Checks the signatures that a request carries against every key.
 *
 * @returns the index of the key that verifies, or what is wrong: in the encoding (the usual mistake, hex
 *   where base64 is due) or in the signature itself
 */
export function verifySignatures(
  received: readonly string[],
  keys: readonly SigningKey[],
  scheme: { algorithm: Algorithm; encoding: Encoding; template: readonly TemplatePart[] },
  parts: SignedParts,
): { key: number } | { fault: SignatureFault } {
  const decoded = received
    .map((text) => decodeSignature(text, scheme.encoding, DIGEST_BYTES[scheme.algorithm]))
    .filter((signature) => signature !== undefined)
  if (decoded.length === 0) return { fault: "signature-encoding" }
  const key = keys.findIndex((secret) => {
    const expected = sign(scheme.algorithm, secret, scheme.template, parts)
    return decoded.some((signature) => sameDigest(signature, expected))
  })
  return key === -1 ? { fault: "signature-mismatch" } : { key }
}
