import type { NodeAPI } from "node-red"
import { defineInNode } from "../shared/red/in-node"
import { vendor } from "./vendor"

export = function register(RED: NodeAPI): void {
  defineInNode(RED, vendor)
}
