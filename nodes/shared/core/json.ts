import { WebhookError } from "./errors"
import { type ContentLimits, DEFAULT_LIMITS } from "./operator-settings"
import { dropUnsafeNames } from "./unsafe-names"

export type JsonObject = { readonly [key: string]: unknown }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** A part of a body as an object, or an empty one: an absent section is never an error (FACTS.md C2, P9). */
export function section(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** A part of a body as a list; anything else is an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/**
 * Parses JSON text. BT's sample is printed with line breaks inside its strings (FACTS.md P6), which JSON
 * forbids; where they are all that is wrong, they are read as the spaces they stand for.
 */
export function parseJson(text: string, limits: JsonLimits = DEFAULT_LIMITS): unknown {
  const value = parseText(text)
  tame(value, limits)
  return value
}

type JsonLimits = Pick<ContentLimits, "jsonDepth" | "jsonKeys">

/** Refuses what would overflow or hold up whatever walks it, and takes out names that could change a prototype. */
function tame(value: unknown, { jsonDepth, jsonKeys }: JsonLimits): void {
  let keys = 0
  const visit = (part: unknown, depth: number) => {
    if (typeof part !== "object" || part === null) return
    if (depth === 0) throw new WebhookError("invalid-json", "json-too-deep")
    dropUnsafeNames(part)
    const inner = Object.values(part)
    keys += inner.length
    if (keys > jsonKeys) throw new WebhookError("invalid-json", "json-too-many-keys")
    for (const value of inner) visit(value, depth - 1)
  }
  visit(value, jsonDepth)
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return parseUnwrapped(text, error)
  }
}

function parseUnwrapped(text: string, cause: unknown): unknown {
  const unwrapped = text.replaceAll(/\r?\n/g, " ")
  try {
    if (unwrapped !== text) return JSON.parse(unwrapped)
  } catch {
    // not the line breaks: the first error says more
  }
  throw new WebhookError("invalid-json", "invalid-json", { cause })
}
