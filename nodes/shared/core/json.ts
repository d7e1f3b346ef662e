import { WebhookError } from "./errors"
import { exceeds } from "./json-size"
import { type ContentLimits, DEFAULT_LIMITS } from "./operator-settings"
import { dropUnsafeNames, mayNameUnsafe } from "./unsafe-names"

/**
 * Parses JSON text. BT's sample is printed with line breaks inside its strings (FACTS.md P6), which JSON
 * forbids; where they are all that is wrong, they are read as the spaces they stand for.
 */
export function parseJson(text: string, limits: JsonLimits = DEFAULT_LIMITS): unknown {
  refuseHuge(text, limits)
  const value = parseText(text)
  if (mayNameUnsafe(text)) dropUnsafeNames(value)
  return value
}

type JsonLimits = Pick<ContentLimits, "jsonDepth" | "jsonKeys">

/** What nests or goes on without end overflows or holds up whatever parses and walks it. */
function refuseHuge(text: string, { jsonDepth, jsonKeys }: JsonLimits): void {
  const excess = exceeds(text, { depth: jsonDepth, keys: jsonKeys })
  if (excess === "depth") throw new WebhookError("invalid-json", "json-too-deep")
  if (excess === "keys") throw new WebhookError("invalid-json", "json-too-many-keys")
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
