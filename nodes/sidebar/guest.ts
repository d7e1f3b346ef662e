// Whom the erasure form is about, from what was typed into its one field.
import type { Guest } from "./contract"

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** E.164 with what people put between the digits. */
const PHONE = /^\+[\d\s()./-]{7,24}$/

/** null where it is neither an e-mail address nor a phone number with its country code. */
export function guestOf(typed: string): Guest | null {
  const text = typed.trim()
  if (EMAIL.test(text)) return { email: text.toLowerCase() }
  if (PHONE.test(text)) return { phone: `+${text.replace(/\D/g, "")}` }
  return null
}
