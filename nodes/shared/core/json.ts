import { WebhookError } from "./errors"

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
export function parseJson(text: string): unknown {
  const value = parseText(text)
  if (isDeeperThan(value, DEEPEST)) throw new WebhookError("invalid-json", "json-too-deep")
  return value
}

/** No vendor nests deeper than five; what nests without end overflows whatever walks it. */
const DEEPEST = 64

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false
  return depth === 0 || Object.values(value).some((part) => isDeeperThan(part, depth - 1))
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
