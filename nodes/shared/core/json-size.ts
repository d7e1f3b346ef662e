import { occursMoreThan } from "./occurrences"

/** How deep a JSON text nests, and how many names of objects and items of lists it has. */
export type JsonSize = { depth: number; keys: number }

const [QUOTE, COMMA, BACKSLASH, SPACE] = [0x22, 0x2c, 0x5c, 0x20]
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/**
 * Whether a JSON text is larger than allowed, told without parsing it, which takes seconds with a million names. What
 * is not JSON is measured as if it were.
 */
export function exceeds(text: string, most: JsonSize): keyof JsonSize | null {
  if (isSmall(text, most)) return null
  const { depth, keys } = measure(text, most)
  if (depth > most.depth) return "depth"
  return keys > most.keys ? "keys" : null
}

/** Most bodies are too short for so many names, and open too few brackets to nest so deep. */
function isSmall(text: string, { depth, keys }: JsonSize): boolean {
  const hasFew = (bracket: string) => !occursMoreThan(depth / 2, bracket, text)
  return text.length <= 2 * keys && hasFew("{") && hasFew("[")
}

/** Looks no further than one of the limits is passed. */
function measure(text: string, most: JsonSize): JsonSize {
  const deepest = { depth: 0, keys: 0 }
  let depth = 0
  let isEmpty = false
  for (let at = 0; at < text.length && deepest.depth <= most.depth && deepest.keys <= most.keys; at++) {
    const code = text.charCodeAt(at)
    if (code <= SPACE) continue
    const isClosing = CLOSING.has(code)
    if (code === COMMA || (isEmpty && !isClosing)) deepest.keys++
    isEmpty = OPENING.has(code)
    depth += Number(isEmpty) - Number(isClosing)
    deepest.depth = Math.max(deepest.depth, depth)
    if (code === QUOTE) at = endOfString(text, at)
  }
  return deepest
}

/** The position of the closing quote, or of the text's end. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at++
    else if (code === QUOTE) return at
  }
  return text.length
}
