import type { Endpoint } from "../http/front"
import { RouteTable } from "../http/routes"

/** The paths of all in-nodes: one table for the process, which outlives the nodes of a deploy. */
export const routes = new RouteTable<Endpoint>()
