// Whose request it is: never what anybody can write into a header.
import assert from "node:assert/strict"
import { IncomingMessage } from "node:http"
import { Socket } from "node:net"
import { senderAddress } from "../../../dist/shared/http/sender.js"

/** A request over a connection from this address. */
function requestFrom(remoteAddress: string, forwarded?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, "remoteAddress", { value: remoteAddress })
  const request = new IncomingMessage(socket)
  if (forwarded !== undefined) request.headers["x-forwarded-for"] = forwarded
  return request
}

describe("the sender's address", () => {
  const cases: [
    what: string,
    connection: string,
    forwarded: string | undefined,
    hops: number,
    address: string,
  ][] = [
    ["is the connection's", "192.0.2.1", undefined, 0, "192.0.2.1"],
    ["is the connection's whatever a header says", "192.0.2.1", "10.0.0.1", 0, "192.0.2.1"],
    ["is IPv4 where the server listens on IPv6, too", "::ffff:192.0.2.1", undefined, 0, "192.0.2.1"],
    ["is what the one trusted proxy saw", "127.0.0.1", "198.51.100.9", 1, "198.51.100.9"],
    ["is not what the sender told the proxy", "127.0.0.1", "10.0.0.1, 198.51.100.9", 1, "198.51.100.9"],
    [
      "is what the outer of two proxies saw",
      "127.0.0.1",
      "1.1.1.1, 198.51.100.9, 10.0.0.2",
      2,
      "198.51.100.9",
    ],
    ["is the connection's where no proxy was in between", "192.0.2.1", undefined, 1, "192.0.2.1"],
    [
      "is the furthest there is where there are fewer proxies",
      "127.0.0.1",
      "198.51.100.9",
      3,
      "198.51.100.9",
    ],
    ["may be IPv6", "127.0.0.1", "2001:db8::7", 1, "2001:db8::7"],
    ["is none where a proxy wrote none", "127.0.0.1", "unknown", 1, ""],
  ]
  for (const [what, connection, forwarded, hops, address] of cases) {
    it(what, () => assert.equal(senderAddress(requestFrom(connection, forwarded), hops), address))
  }
})
