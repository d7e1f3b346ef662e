import type { Node, NodeAPI, NodeDef } from "node-red"
import { migrate } from "../core/migrate"
import { type InNodeSettings, parseSettings } from "../core/settings"
import type { Vendor } from "../core/vendor"
import { createEndpoint } from "../http/endpoint"
import { messageAgain } from "../http/receive"
import { serveAdmin } from "./admin/routes"
import { catchReporter } from "./catch"
import { Emitter } from "./emitter"
import { explainSettingError } from "./explain"
import { onFlowsStarted, tracker, watchFlows } from "./flows"
import { countEnding, noCounts, publish } from "./in-nodes"
import { Journal } from "./journal"
import { load } from "./load"
import { publicPath, serveRoutes } from "./node-application"
import { operatorSettings } from "./operator"
import { routes } from "./routes"
import { InNodeStatus } from "./status"
import { useStore } from "./stores"

/** Milliseconds that a closing node waits for the events on their way through the flows. */
const CLOSE_PATIENCE = 500

/** Registers a vendor's in-node: an endpoint that checks, keeps and answers, and emits what it kept. */
export function defineInNode<Settings extends InNodeSettings>(RED: NodeAPI, vendor: Vendor<Settings>): void {
  watchFlows(RED)
  serveAdmin(RED)
  RED.nodes.registerType(
    vendor.nodeType,
    function construct(this: Node, definition: NodeDef) {
      RED.nodes.createNode(this, definition)
      try {
        open(
          RED,
          this,
          vendor,
          parseSettings(
            vendor.settings,
            migrate({ ...definition, ...credentialsOf(this) }, vendor.migrations),
          ),
        )
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
  const operator = operatorSettings(RED)
  serveRoutes(RED, operator)
  const binding = useStore(RED, settings.store, node.id)
  tracker.use(RED)
  const status = new InNodeStatus(RED, node, operator.limits)
  const counts = noCounts()
  const journal = new Journal(node.id, binding.store)
  const emitter = new Emitter(RED, node, vendor, binding, tracker, {
    trouble: (error) => status.trouble(error),
    ended(sequence, ending, isTriedAgain) {
      countEnding(counts, ending, isTriedAgain)
      status.ended(sequence, ending, isTriedAgain)
    },
  })
  const report = catchReporter(RED, node, vendor, operator.limits.errorsPerSecond)
  const path = publicPath(RED, settings.path)
  const endpoint = createEndpoint(
    { endpoint: node.id, vendor, settings, limits: operator.limits, store: binding.store },
    { operator, load },
    {
      placed: (served) => status.placed(served),
      answered(outcome) {
        counts[outcome.kind === "probe" ? "validated" : outcome.kind]++
        status.answered(outcome)
        journal.note(outcome)
        if (outcome.kind === "accepted") emitter.emit(outcome.sequence, outcome.message)
        else report(outcome)
      },
    },
  )
  routes.claim(path, endpoint)
  const withdraw = publish({
    ...{ id: node.id, type: vendor.nodeType, name: settings.name, store: settings.store, counts },
    ...{ path: settings.path, servedAt: path },
    samples: vendor.samples(settings),
    read: async (delivery) => (await messageAgain({ delivery, attempt: 1 }, vendor)).payload,
  })
  const forget = onFlowsStarted(() => void emitter.redeliver())
  const close = async (removed: boolean) => {
    forget()
    withdraw()
    routes.release(path, endpoint, !removed)
    await emitter.close(CLOSE_PATIENCE)
    await journal.flush()
    status.close()
    tracker.unuse(RED)
    await binding.release()
  }
  node.on("close", (removed: boolean, done: () => void) => close(removed).then(done, done))
}
