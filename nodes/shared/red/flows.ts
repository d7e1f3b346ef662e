import type { NodeAPI } from "node-red"
import { closeIdleStores } from "../../store/open"
import { foreignForm } from "../http/routes"
import { CompletionTracker } from "./completion"
import { otherPaths } from "./node-application"
import { routes } from "./routes"
import { setFlowsRunning } from "./running"
import { expectEndpoints } from "./stores"

/** Follows events through the flows; like the routes, one for the process. */
export const tracker = new CompletionTracker()

const listeners = new Set<() => void>()
const watched = new WeakSet<object>()

/** Calls back after every start of the flows, once all nodes run; returns how to stop that. */
export function onFlowsStarted(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Listens to deploys. Called when a node type is registered, so that the first start is not missed. */
export function watchFlows(RED: NodeAPI): void {
  if (watched.has(RED.events)) return
  watched.add(RED.events)
  RED.events.on("flows:stopping", () => {
    setFlowsRunning(false)
    routes.flowsStopping()
  })
  RED.events.on("flows:started", () => {
    setFlowsRunning(true)
    expectEndpoints()
    tracker.cutOff()
    for (const listener of [...listeners]) listener()
    routes.flowsStarted(new Set(otherPaths(RED).map(foreignForm)))
  })
  RED.events.on("runtime-event", (event: RuntimeEvent) => {
    if (event.id !== "runtime-state" || event.payload?.state !== "stop" || event.payload.deploy) return
    routes.flowsStopped()
    void closeIdleStores()
  })
}

type RuntimeEvent = { id: string; payload?: { state?: string; deploy?: boolean } }
