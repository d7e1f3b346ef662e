import type { Node, NodeAPI } from "node-red"
import type { RateLimiterMemory } from "rate-limiter-flexible"
import type { Vendor } from "../core/vendor"
import { rateLimiter } from "../http/rate"
import type { Outcome } from "../http/receive"

type Rejected = Extract<Outcome, { kind: "rejected" }>

/** Whether the flow is told of it: an authentic body that says nothing readable. */
export function isForTheFlow(outcome: Outcome): outcome is Rejected {
  return outcome.kind === "rejected" && outcome.authentic && outcome.error.status === 400
}

/**
 * Tells Catch nodes, or the log where there is none, of authentic bodies that say nothing readable: they are the
 * flow's to know of. Where a vendor offers no check anybody's body is authentic, so only so many a second.
 */
export function catchReporter<Settings>(
  RED: NodeAPI,
  node: Node,
  vendor: Vendor<Settings>,
  errorsPerSecond: number,
): (outcome: Outcome) => void {
  let limiter: RateLimiterMemory | undefined
  return (outcome) => {
    if (!isForTheFlow(outcome)) return
    const rawBody = vendor.secretParameters.length === 0 ? outcome.bytes : null
    const webhook = { source: vendor.source, rawBody }
    const report = () =>
      node.error(RED._(`errors.${outcome.error.reason}`), { _msgid: RED.util.generateId(), webhook })
    limiter ??= rateLimiter(errorsPerSecond, 1)
    limiter.consume(node.id).then(report, () => {})
  }
}
