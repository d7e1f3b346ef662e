import type { NodeAPI } from "node-red"
import { type Application, type Endpoint, installFront } from "../http/front"
import { foreignForm, RouteTable } from "../http/routes"

/** One table for the process: it outlives the nodes of a deploy, and even the application that is embedded. */
const routes = new RouteTable<Endpoint>()
const applications = new WeakSet<object>()
let listening = false

/** The paths of all in-nodes, served by this Node-RED's server from the first call on. */
export function useRoutes(RED: NodeAPI): RouteTable<Endpoint> {
  const application = nodeApplication(RED)
  if (!applications.has(application)) {
    installFront(application, RED.settings, routes)
    applications.add(application)
  }
  return routes
}

/** Listens to deploys. Called when a node type is registered, so that the first start is not missed. */
export function watchFlows(RED: NodeAPI): void {
  if (listening) return
  listening = true
  RED.events.on("flows:stopping", () => routes.flowsStopping())
  RED.events.on("flows:started", () => routes.flowsStarted(pathsOfCore(RED)))
  RED.events.on("runtime-event", (event: RuntimeEvent) => {
    if (event.id === "runtime-state" && event.payload?.state === "stop" && !event.payload.deploy)
      routes.flowsStopped()
  })
}

type RuntimeEvent = { id: string; payload?: { state?: string; deploy?: boolean } }

/** A node's path as the server sees it: below httpNodeRoot, and below wherever a host has mounted that. */
export function publicPath(RED: NodeAPI, path: string): string {
  return nodeApplication(RED).path().replace(/\/$/, "") + path
}

function nodeApplication(RED: NodeAPI): Application {
  return RED.httpNode as unknown as Application
}

/** Core never tells of a clash, so its running `http in` nodes are asked (NODE-RED.md, HTTP). */
function pathsOfCore(RED: NodeAPI): Set<string> {
  const paths = new Set<string>()
  RED.nodes.eachNode((definition) => {
    if (definition.type !== "http in") return
    const node = RED.nodes.getNode(definition.id)
    if (node && "url" in node && typeof node.url === "string")
      paths.add(foreignForm(publicPath(RED, node.url)))
  })
  return paths
}
