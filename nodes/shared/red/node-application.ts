import type { NodeAPI } from "node-red"
import { SettingError } from "../core/errors"
import { section } from "../core/objects"
import type { OperatorSettings } from "../core/operator-settings"
import { type Application, installFront } from "../http/front"
import { routes } from "./routes"
import { throttle } from "./throttle"

/** Milliseconds between two log lines about what should never happen, in case somebody knows how to make it. */
const LOG_INTERVAL = 5000

const applications = new WeakSet<object>()

/** Serves the routes through this Node-RED's server, from the first call on. */
export function serveRoutes(RED: NodeAPI, { limits }: OperatorSettings): void {
  if (RED.settings.httpNodeRoot === false) throw new SettingError("http-root-disabled")
  const application = nodeApplication(RED)
  if (applications.has(application)) return
  const log = throttle<unknown>(LOG_INTERVAL, (error) => RED.log.error(error))
  installFront(application, RED.settings, routes, limits.requestsPerConnection, (error) => log.push(error))
  applications.add(application)
}

/** A node's path as the server sees it: below httpNodeRoot, and below wherever a host has mounted that. */
export function publicPath(RED: NodeAPI, path: string): string {
  return nodeApplication(RED).path().replace(/\/$/, "") + (path.startsWith("/") ? path : `/${path}`)
}

/**
 * The paths of other nodes' routes, core's `http in` among them. Core never tells of a clash, and in the flow file those
 * within subflows have no path yet, so the router is asked.
 */
export function otherPaths(RED: NodeAPI): string[] {
  const layers = nodeApplication(RED)._router?.stack ?? []
  return layers.flatMap((layer) => {
    const { path } = section(section(layer).route)
    return typeof path === "string" ? [publicPath(RED, path)] : []
  })
}

/** Node-RED's own Express 4 application; the types know another Express. */
function nodeApplication(RED: NodeAPI): Application {
  return RED.httpNode as unknown as Application
}
