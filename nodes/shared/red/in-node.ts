import type { Node, NodeAPI, NodeDef } from "node-red"
import { SettingError } from "../core/errors"
import type { InNodeSettings } from "../core/settings"
import { parseSettings } from "../core/settings"
import type { Vendor } from "../core/vendor"
import { createEndpoint } from "../http/endpoint"
import type { Outcome } from "../http/receive"
import { explainSettingError } from "./explain"
import { publicPath, useRoutes, watchFlows } from "./routes"
import { InNodeStatus } from "./status"
import { useStore } from "./stores"

/** Registers a vendor's in-node: an endpoint that checks, keeps and answers, and emits what it kept. */
export function defineInNode<Settings extends InNodeSettings>(RED: NodeAPI, vendor: Vendor<Settings>): void {
  watchFlows(RED)
  RED.nodes.registerType(
    vendor.nodeType,
    function construct(this: Node, definition: NodeDef) {
      RED.nodes.createNode(this, definition)
      try {
        open(RED, this, vendor, parseSettings(vendor.settings, { ...definition, ...credentialsOf(this) }))
      } catch (error) {
        explainSettingError(RED, this, error)
      }
    },
    { credentials: vendor.credentials },
  )
}

function credentialsOf(node: Node): object {
  return "credentials" in node && typeof node.credentials === "object" ? (node.credentials ?? {}) : {}
}

function open<Settings extends InNodeSettings>(
  RED: NodeAPI,
  node: Node,
  vendor: Vendor<Settings>,
  settings: Settings,
): void {
  if (RED.settings.httpNodeRoot === false) throw new SettingError("http-root-disabled")
  const routes = useRoutes(RED)
  const { store, release } = useStore(RED, settings.store)
  const status = new InNodeStatus(RED, node)
  const path = publicPath(RED, settings.path)
  const endpoint = createEndpoint(
    { endpoint: node.id, vendor, settings, store },
    {
      placed: (served) => status.placed(served),
      answered(outcome) {
        status.answered(outcome)
        follow(RED, node, vendor, outcome, (sequence) => store.settle(sequence))
      },
    },
  )
  routes.claim(path, endpoint)
  node.on("close", (removed: boolean, done: () => void) => {
    routes.release(path, endpoint, !removed)
    status.close()
    release().then(done, done)
  })
}

/** After the answer: the event goes into the flow, an authentic body that says nothing to a Catch node. */
function follow<Settings>(
  RED: NodeAPI,
  node: Node,
  vendor: Vendor<Settings>,
  outcome: Outcome,
  settle: (sequence: number) => void,
): void {
  if (outcome.kind === "accepted") {
    node.send({ _msgid: RED.util.generateId(), ...outcome.message })
    settle(outcome.sequence)
  } else if (outcome.kind === "rejected" && outcome.authentic && outcome.error.status === 400) {
    const webhook = {
      source: vendor.source,
      rawBody: vendor.secretParameters.length === 0 ? outcome.bytes : null,
    }
    node.error(RED._(`errors.${outcome.error.reason}`), { _msgid: RED.util.generateId(), webhook })
  }
}
