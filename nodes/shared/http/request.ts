import type { IncomingMessage } from "node:http"
import { type Awaitable, whenThere } from "../core/awaitable"
import { isObject } from "../core/objects"
import type { ContentLimits } from "../core/operator-settings"
import type { Parameters } from "../core/parameters"
import { isSafeName } from "../core/unsafe-names"
import type { Vendor, WebhookRequest } from "../core/vendor"
import { contentTypeOf, parseContent, parseQuery } from "./content"

/** A request with its bytes taken and decompressed. */
export type RawRequest = {
  method: string
  /** Path and query as sent, below the server's root. */
  url: string
  headers: Record<string, string>
  bytes: Buffer
  ip: string
}

export function rawRequest(request: IncomingMessage, bytes: Buffer, ip: string): RawRequest {
  return { method: request.method ?? "", url: urlOf(request), headers: headerTexts(request), bytes, ip }
}

/** A request's URL as sent: `originalUrl` once Express has stripped a mount path from the other. */
export function urlOf(request: IncomingMessage & { originalUrl?: string }): string {
  return request.originalUrl ?? request.url ?? ""
}

function headerTexts(request: IncomingMessage): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && isSafeName(name)) texts[name] = Array.isArray(value) ? value.join(", ") : value
  }
  return texts
}

type Parsed = { format: "json" | "parameters"; value: unknown } | { format: "json"; error: unknown }

/**
 * What a vendor's check and the pipeline see of a request.
 *
 * @returns a promise only where the body has parts
 */
export function webhookRequest<Settings>(
  raw: RawRequest,
  vendor: Vendor<Settings>,
  limits: ContentLimits,
): Awaitable<WebhookRequest> {
  const query = parseQuery(raw.url, limits)
  return whenThere(parseBody(raw, vendor, query, limits), (parsed) => ({
    ...raw,
    query,
    format: parsed.format,
    body() {
      if ("error" in parsed) throw parsed.error
      return parsed.value
    },
  }))
}

/** A body that cannot be parsed is an error only to whoever asks for it: a forged request is answered 401. */
function unreadable(error: unknown): Parsed {
  return { format: "json", error }
}

function parseBody<Settings>(
  raw: RawRequest,
  { formats, readsQuery }: Vendor<Settings>,
  query: Parameters,
  limits: ContentLimits,
): Awaitable<Parsed> {
  const parsed = (body: unknown, format: Parsed["format"]): Parsed => ({
    format,
    value: readsQuery && isObject(body) ? { ...query, ...body } : body,
  })
  try {
    if (raw.bytes.length === 0) return parsed({}, "parameters")
    const contentType = contentTypeOf(raw.headers["content-type"], raw.bytes, formats)
    const format = contentType.format === "json" ? "json" : "parameters"
    const content = parseContent(raw.bytes, contentType, limits)
    if (!(content instanceof Promise)) return parsed(content, format)
    return content.then((body) => parsed(body, format)).catch(unreadable)
  } catch (error) {
    return unreadable(error)
  }
}
