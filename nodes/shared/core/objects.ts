// Values of which nobody has said what they are.

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
