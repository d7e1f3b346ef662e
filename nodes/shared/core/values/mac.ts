const SEPARATED = /^[0-9a-f]{2}([:-])[0-9a-f]{2}(\1[0-9a-f]{2}){4}$|^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/i
const BARE = /^[0-9a-f]{12}$/i

/** Whether a text that may be something else is a MAC address: twelve bare digits may be a voucher code. */
export function looksLikeMac(text: string): boolean {
  return SEPARATED.test(text)
}

/** Reads a MAC address in any usual notation as `be:72:b3:40:f9:be`. */
export function readMac(text: string): string | undefined {
  if (!SEPARATED.test(text) && !BARE.test(text)) return undefined
  const digits = text.replaceAll(/[^0-9a-f]/gi, "").toLowerCase()
  return (digits.match(/../g) ?? []).join(":")
}

/** Whether the address is locally administered (IEEE 802, second bit), as phones that hide their own use. */
export function isRandomized(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 0b10) !== 0
}
