const DECIMAL = /^[+-]?\d{1,15}(?:\.\d{1,15})?$/

const TRUE = new Set(["true", "1", "yes", "y", "on"])
const FALSE = new Set(["false", "0", "no", "n", "off"])

/** Reads a decimal number; white space inside is a line-wrapped sample's (FACTS.md P6). */
export function readNumber(text: string): number | undefined {
  const digits = text.replaceAll(/\s/g, "")
  return DECIMAL.test(digits) ? Number(digits) : undefined
}

/** Reads a count: a whole number from 0 on. */
export function readCount(text: string): number | undefined {
  const value = readNumber(text)
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

export function readNumberWithin(text: string, limit: number): number | undefined {
  const value = readNumber(text)
  return value !== undefined && Math.abs(value) <= limit ? value : undefined
}

export function readBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase()
  if (TRUE.has(word)) return true
  return FALSE.has(word) ? false : undefined
}
