// An in-node's receiving, without Node-RED and without a socket: from a request to what its node would emit.
import type { WebhookMessage } from "../../../dist/shared/core/delivery.js"
import { DEFAULT_LIMITS } from "../../../dist/shared/core/operator-settings.js"
import { parseSettings } from "../../../dist/shared/core/settings.js"
import type { Vendor } from "../../../dist/shared/core/vendor.js"
import { type Outcome, receive } from "../../../dist/shared/http/receive.js"
import type { Request } from "../../support/http.mts"

export type Accepted = Extract<Outcome, { kind: "accepted" }>

export interface Receiver {
  outcome(request: Request): Promise<Outcome>
  /** Of a request that must be accepted. */
  accepted(request: Request): Promise<Accepted>
  /** What the node emits for a request that must be accepted. */
  message(request: Request): Promise<WebhookMessage>
  /** Why a request that must be rejected is rejected. */
  rejection(request: Request): Promise<string>
}

/** The in-node of this vendor with these properties and credentials; its store keeps everything. */
export function receiverOf<Settings>(vendor: Vendor<Settings>, properties: object): Receiver {
  const settings = parseSettings(vendor.settings, { path: "/hook", ...properties })
  const store = {
    accept: async () => ({ outcome: "stored", sequence: 1 }) as const,
    lull: async () => {},
  }
  const limits = DEFAULT_LIMITS
  const receiver: Receiver = {
    outcome: (request) => receive(rawRequest(request), { endpoint: "node", vendor, settings, limits, store }),
    async accepted(request) {
      const outcome = await receiver.outcome(request)
      if (outcome.kind === "accepted") return outcome
      throw new Error(outcome.kind === "rejected" ? outcome.error.reason : outcome.kind)
    },
    message: async (request) => (await receiver.accepted(request)).message,
    async rejection(request) {
      const outcome = await receiver.outcome(request)
      if (outcome.kind === "rejected") return outcome.error.reason
      throw new Error(`not rejected, but ${outcome.kind}`)
    },
  }
  return receiver
}

function rawRequest({ method = "POST", headers = {}, body = "", query = {} }: Request) {
  const search = new URLSearchParams(query).toString()
  return {
    method,
    url: search ? `/hook?${search}` : "/hook",
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    bytes: Buffer.from(body),
    ip: "127.0.0.1",
  }
}
