import { z } from "zod"

/** RFC 5321, 4.5.3.1.3: a path has 256 characters, two of them the angle brackets. */
const LONGEST = 254

/** Reads one address, in lower case. Anything that could be more than one address is none. */
export function readEmail(text: string): string | undefined {
  return text.length <= LONGEST && z.regexes.email.test(text) ? text.toLowerCase() : undefined
}
