/** Whether a text has a character more often than so many times; looks no further than that. */
export function occursMoreThan(times: number, character: string, text: string): boolean {
  let at = -1
  for (let found = 0; found <= times; found++) {
    at = text.indexOf(character, at + 1)
    if (at === -1) return false
  }
  return true
}
