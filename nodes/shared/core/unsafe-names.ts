/**
 * Names that a flow, copying an object carelessly, would turn into a change of a prototype. No vendor sends them, and
 * nothing emitted carries them; the exact bytes in `rawBody` do.
 */
const UNSAFE_NAMES = ["__proto__", "constructor", "prototype"]

export function isSafeName(name: string): boolean {
  return !UNSAFE_NAMES.includes(name)
}

export function dropUnsafeNames(object: object): void {
  for (const name of UNSAFE_NAMES) if (Object.hasOwn(object, name)) Reflect.deleteProperty(object, name)
}
