// What nobody can guess, from the browser's own source of randomness.

const LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"

/** Bytes at and above the largest multiple of 36 would make some characters likelier than others. */
const FAIR = 256 - (256 % LETTERS_AND_DIGITS.length)

export function randomCharacters(length: number): string {
  let characters = ""
  while (characters.length < length) {
    const [byte = FAIR] = crypto.getRandomValues(new Uint8Array(1))
    if (byte < FAIR) characters += LETTERS_AND_DIGITS.charAt(byte % LETTERS_AND_DIGITS.length)
  }
  return characters
}

/** A short name for a row of a list; it only has to differ from its neighbours. */
export function randomId(): string {
  return randomCharacters(8)
}

/** 165 bits, in characters that every portal's form and every header takes. */
export function randomSecret(): string {
  return randomCharacters(32)
}
