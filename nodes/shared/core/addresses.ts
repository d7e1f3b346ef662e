import { BlockList, isIP } from "node:net"
import { z } from "zod"

/** IPv4 and IPv6 addresses and networks (CIDR, RFC 4632). */
export class AddressList {
  readonly #list = new BlockList()

  /** @returns whether this is an address, or a network such as `192.0.2.0/24` */
  add(text: string): boolean {
    const [address = "", length, ...rest] = text.split("/")
    const family = familyOf(address)
    if (!family || rest.length > 0) return false
    if (length === undefined) {
      this.#list.addAddress(address, family)
      return true
    }
    const bits = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
    if (!(bits <= (family === "ipv4" ? 32 : 128))) return false
    this.#list.addSubnet(address, bits, family)
    return true
  }

  has(address: string): boolean {
    const family = familyOf(address)
    return family !== undefined && this.#list.check(address, family)
  }
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  return ([undefined, "ipv4", "ipv6"] as const)[isIP(address) === 0 ? 0 : isIP(address) === 4 ? 1 : 2]
}

/** Addresses and networks, one per line; null where there are none, which means any. */
export const addressListSetting = z
  .string()
  .nullish()
  .transform((text, context): AddressList | null => {
    const lines = (text ?? "").split(/[\s,]+/).filter(Boolean)
    const list = new AddressList()
    const wrong = lines.find((line) => !list.add(line))
    if (wrong === undefined) return lines.length > 0 ? list : null
    context.addIssue({ code: "custom", message: "address-invalid", params: { address: wrong } })
    return z.NEVER
  })
