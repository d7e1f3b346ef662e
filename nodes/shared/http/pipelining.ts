import type { IncomingMessage, ServerResponse } from "node:http"
import type { Socket } from "node:net"

/** Requests that wait for those before them on their connection to be answered. */
const waiting = new WeakMap<Socket, number>()

/**
 * Whether a connection sends further ahead of its answers (RFC 9112, 9.3.2) than it may. Node.js takes in up to 2 MB of
 * requests from one connection, some 50,000, before anybody else has a turn, and keeps those whose answers nobody reads.
 *
 * @param most how many requests of one connection may be in progress
 */
export function isTooFarAhead(request: IncomingMessage, response: ServerResponse, most: number): boolean {
  // The first in line has the connection to write to; the others get it one after the other.
  if (response.socket) return false
  const { socket } = request
  const ahead = (waiting.get(socket) ?? 0) + 1
  if (ahead >= most) return true
  waiting.set(socket, ahead)
  response.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 0) - 1))
  return false
}
