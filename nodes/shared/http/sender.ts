import type { IncomingMessage } from "node:http"
import { isIP } from "node:net"
import proxyAddress from "proxy-addr"

const MAPPED_IPV4 = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i

/**
 * The address that a request comes from, behind as many reverse proxies as the operator has: each appends the address
 * it sees to X-Forwarded-For, so what stands further left may be anybody's invention.
 *
 * @param hops how many proxies to believe; 0 is the address at the other end of the connection
 * @returns IPv4 or IPv6; empty where a trusted proxy wrote none
 */
export function senderAddress(request: IncomingMessage, hops: number): string {
  const address =
    proxyAddress(request, (_address, distance) => distance < hops)?.replace(MAPPED_IPV4, "") ?? ""
  return isIP(address) === 0 ? "" : address
}
