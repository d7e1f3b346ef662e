import { WebhookError } from "../core/errors"
import { parseJson } from "../core/json"
import { Memo } from "../core/memo"
import { occursMoreThan } from "../core/occurrences"
import { type ContentLimits, DEFAULT_LIMITS } from "../core/operator-settings"
import { type Parameters, parametersFrom } from "../core/parameters"
import type { BodyFormat } from "../core/vendor"
import { readMultipart } from "./multipart"

const BYTE_ORDER_MARK = "\ufeff"

type ContentType = { format: BodyFormat; charset: string; header: string }

/**
 * Which of the formats a body is in. BT's and Purple's samples name no content type, so none is JSON where the
 * vendor sends JSON; and PHP's curl calls everything a form unless told otherwise, so an object is an object.
 */
export function contentTypeOf(
  header: string | undefined,
  bytes: Buffer,
  formats: readonly BodyFormat[],
): ContentType {
  const { type, charset } = lately.get(header ?? "", () => parseHeader(header ?? ""))
  const named = formatNamed(type, bytes, formats)
  if (!named || !formats.includes(named)) throw new WebhookError("unsupported-content-type")
  return { format: named, charset, header: header ?? "" }
}

/** Each sender always sends the same. */
const lately = new Memo<{ type: string; charset: string }>(100)

function parseHeader(header: string): { type: string; charset: string } {
  const [type = "", ...parameters] = header.split(";").map((part) => part.trim())
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))
  return {
    type: type.toLowerCase(),
    charset: charset?.slice("charset=".length).replaceAll('"', "").toLowerCase() ?? "utf-8",
  }
}

function formatNamed(type: string, bytes: Buffer, formats: readonly BodyFormat[]): BodyFormat | undefined {
  if (type === "") return startsAsObject(bytes) || !formats.includes("form") ? "json" : "form"
  if (/^(application|text)\/([\w.-]+\+)?json$/.test(type)) return "json"
  if (type === "multipart/form-data") return "multipart"
  if (type !== "application/x-www-form-urlencoded") return undefined
  return startsAsObject(bytes) ? "json" : "form"
}

function startsAsObject(bytes: Buffer): boolean {
  return /^[\s\ufeff]*\{/.test(bytes.subarray(0, 16).toString("utf8"))
}

/**
 * Parses a body; an empty one has no parameters, and no JSON.
 *
 * @returns a promise only where the body has parts
 */
export function parseContent(
  bytes: Buffer,
  { format, charset, header }: ContentType,
  limits: ContentLimits = DEFAULT_LIMITS,
): unknown {
  if (format === "json") return parseJson(decode(bytes, charset), limits)
  if (format === "form") return parseForm(decode(bytes, charset), limits)
  return readMultipart(bytes, header, limits).then((fields) => parametersWithin(limits, fields))
}

type FieldLimits = Pick<ContentLimits, "fields" | "fieldBytes">

export function parseForm(text: string, limits: FieldLimits = DEFAULT_LIMITS): Parameters {
  // Counted before anything is taken apart, which is what a million of them would cost.
  if (occursMoreThan(limits.fields - 1, "&", text)) throw new WebhookError("too-many-fields")
  return parametersWithin(limits, [...new URLSearchParams(text)])
}

function parametersWithin({ fieldBytes }: FieldLimits, entries: [string, string][]): Parameters {
  const isTooLong = (text: string) => Buffer.byteLength(text) > fieldBytes
  if (entries.flat().some(isTooLong)) throw new WebhookError("field-too-long")
  return parametersFrom(entries)
}

/** The query of a request's URL. */
export function parseQuery(url: string, limits: FieldLimits = DEFAULT_LIMITS): Parameters {
  const start = url.indexOf("?")
  return start === -1 ? {} : parseForm(url.slice(start + 1), limits)
}

function decode(bytes: Buffer, charset: string): string {
  if (charset !== "utf-8" && charset !== "utf8" && charset !== "us-ascii") return decodeOther(bytes, charset)
  const text = bytes.toString("utf8")
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
}

function decodeOther(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    throw new WebhookError("unsupported-content-type")
  }
}
