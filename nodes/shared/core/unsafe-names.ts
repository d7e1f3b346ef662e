/**
 * Names that a flow, copying an object carelessly, would turn into a change of a prototype. No vendor sends them, and
 * nothing emitted carries them; the exact bytes in `rawBody` do.
 */
const UNSAFE_NAMES = ["__proto__", "constructor", "prototype"]

export function isSafeName(name: string): boolean {
  return !UNSAFE_NAMES.includes(name)
}

/** Whether a JSON text can hold one of them, perhaps written with escapes. */
export function mayNameUnsafe(text: string): boolean {
  return ["\\u", ...UNSAFE_NAMES].some((name) => text.includes(name))
}

/** Takes them out of a parsed JSON value, at whatever depth. */
export function dropUnsafeNames(value: unknown): void {
  if (typeof value !== "object" || value === null) return
  for (const name of UNSAFE_NAMES) if (Object.hasOwn(value, name)) Reflect.deleteProperty(value, name)
  for (const part of Object.values(value)) dropUnsafeNames(part)
}
