import { isObject, type JsonObject } from "../shared/core/objects"
import { isDigestOfAny, matchesAny } from "../shared/core/secrets"
import { parseTemplate, type SignedParts, sign, verifySignatures } from "../shared/core/signature"
import { readInstant } from "../shared/core/values/time"
import { contentTypeOf, parseContent } from "../shared/http/content"
import type { IsFirst } from "./replays"
import type { Settings } from "./schema"
import { coversTime, type HmacScheme, ID_HEADER, schemeOf, type TokenScheme } from "./scheme"
import type { SignedMessage } from "./signed-message"

/** Why a message is not verified: a key below `errors.` in the catalogues. null: it is. */
export type Fault = string | null

export type Verifier = (message: SignedMessage, now: number) => Promise<Fault>

/**
 * Prepares the check that a node's settings describe. `now` is in milliseconds since 1970. Throws a SettingError
 * where a secret cannot be a key.
 *
 * @param isFirst asked of requests whose signature covers the time of signing
 */
export function createVerifier(settings: Settings, isFirst: IsFirst): Verifier {
  const scheme = schemeOf(settings)
  if (scheme.method === "token") return (message) => verifyToken(message, scheme, settings.secret)
  const keys = settings.secret.map(scheme.keyOf)
  return async (message, now) => {
    const result = verifyHmac(message, scheme, keys, settings.tolerance, message.receivedAt ?? now)
    if (typeof result !== "object") return result
    // A sender that tries again signs again, with a new time; what our in-node emits again was passed before.
    const isRepeatable = !coversTime(scheme) || message.redelivered === true
    return isRepeatable || (await isFirst(signedText(scheme, result), now)) ? null : "replayed"
  }
}

/** Stands for exactly what was signed, whichever of several signatures and secrets it came with. */
function signedText({ template }: HmacScheme, parts: SignedParts): string {
  return sign("sha256", "", parseTemplate(template), parts).toString("hex")
}

/** @returns what is wrong, or the parts that are signed */
function verifyHmac(
  message: SignedMessage,
  scheme: HmacScheme,
  keys: readonly (string | Buffer)[],
  tolerance: number,
  now: number,
): string | SignedParts {
  const value = scheme.headers.map((name) => headerOf(message, name)).find((text) => text !== undefined)
  if (value === undefined) return "signature-header-missing"
  if (message.bytes === null) return "raw-body-missing"
  const content = scheme.read(value)
  const timestamp = scheme.timestampHeader ? headerOf(message, scheme.timestampHeader) : content.timestamp
  const id = headerOf(message, ID_HEADER)
  const parts = {
    body: message.bytes,
    timestamp: timestamp ?? "",
    id: id ?? "",
    method: message.method,
    url: message.url,
  }
  return (
    missingPart(scheme, timestamp, id) ??
    staleTimestamp(timestamp, tolerance, now) ??
    wrongSignature(content.signatures, scheme, keys, parts) ??
    parts
  )
}

function missingPart(scheme: HmacScheme, timestamp: string | undefined, id: string | undefined): Fault {
  const wantsTimestamp = scheme.timestampHeader !== undefined || scheme.template.includes("{timestamp}")
  if (wantsTimestamp && timestamp === undefined) return "timestamp-missing"
  return scheme.template.includes("{id}") && id === undefined ? "identifier-missing" : null
}

/** @param tolerance seconds, in both directions */
function staleTimestamp(timestamp: string | undefined, tolerance: number, now: number): Fault {
  if (timestamp === undefined) return null
  const time = readInstant(timestamp.trim())
  if (time === undefined) return "timestamp-missing"
  return Math.abs(now - time) > tolerance * 1000 ? "timestamp-outside-tolerance" : null
}

function wrongSignature(
  signatures: readonly string[],
  scheme: HmacScheme,
  keys: readonly (string | Buffer)[],
  parts: SignedParts,
): Fault {
  const { algorithm, encoding, template } = scheme
  const result = verifySignatures(
    signatures,
    keys,
    { algorithm, encoding, template: parseTemplate(template) },
    parts,
  )
  return "fault" in result ? result.fault : null
}

async function verifyToken(
  message: SignedMessage,
  scheme: TokenScheme,
  secrets: readonly string[],
): Promise<Fault> {
  if (message.tokenDigest) return isDigestOfAny(message.tokenDigest, secrets) ? null : "token-mismatch"
  const received = scheme.header ? headerOf(message, scheme.header) : await fieldOf(message, scheme.field)
  if (received === undefined) return scheme.header ? "header-missing" : "token-missing"
  if (!received.startsWith(scheme.prefix)) return "token-mismatch"
  return matchesAny(received.slice(scheme.prefix.length), secrets) ? null : "token-mismatch"
}

function headerOf({ headers }: SignedMessage, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  return typeof value === "string" && value !== "" ? value : undefined
}

/** A field of the body, wherever the message still has that, or of the query (FACTS.md Q1). */
async function fieldOf(message: SignedMessage, field: string): Promise<string | undefined> {
  const body = await bodyOf(message)
  const value = [body, message.query]
    .map((object) => valueAt(object, field))
    .find((text) => text !== undefined)
  return typeof value === "string" && value !== "" ? value : undefined
}

/** @param path names joined by dots */
function valueAt(object: JsonObject, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      object,
    )
}

async function bodyOf({ bytes, payload, headers }: SignedMessage): Promise<JsonObject> {
  if (bytes === null) return isObject(payload) ? payload : {}
  try {
    const header = typeof headers["content-type"] === "string" ? headers["content-type"] : undefined
    const body = await parseContent(bytes, contentTypeOf(header, bytes, ["form", "multipart", "json"]))
    return isObject(body) ? body : {}
  } catch {
    return {} // a body that cannot be read has no field
  }
}
