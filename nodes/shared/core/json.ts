import { WebhookError } from "./errors"
import { type ContentLimits, DEFAULT_LIMITS } from "./operator-settings"
import { dropUnsafeNames } from "./unsafe-names"

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
