import type { NodeAPI } from "node-red"
import { defineInNode } from "../shared/red/in-node"
import { type Credentials, settleApiKeys } from "./schema"
import { vendor } from "./vendor"

const watched = new WeakSet<object>()

export = function register(RED: NodeAPI): void {
  defineInNode(RED, vendor)
  if (watched.has(RED.events)) return
  watched.add(RED.events)
  RED.events.on("flows:started", () => settleAll(RED))
}

/**
 * Puts changed API keys into the stored ones after every deploy, of disabled nodes too: the next change replaces the
 * one before. Until Node-RED writes credentials again the file holds both, which comes to the same.
 */
function settleAll(RED: NodeAPI): void {
  RED.nodes.eachNode(({ id, type }) => {
    if (type !== vendor.nodeType) return
    const credentials: Credentials = RED.nodes.getCredentials(id) ?? {}
    const settled = settleApiKeys(credentials)
    if (settled) RED.nodes.addCredentials(id, settled)
  })
}
