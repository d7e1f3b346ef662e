import type { Node, NodeAPI } from "node-red"
import { SettingError } from "../core/errors"

/** Says, at the node and in the log, which setting cannot work and what to do; rethrows anything else. */
export function explainSettingError(RED: NodeAPI, node: Node, error: unknown): void {
  if (!(error instanceof SettingError)) throw error
  const reason = RED._(`errors.${error.code}`, error.parameters)
  node.error(reason)
  node.status({ fill: "red", shape: "ring", text: RED._("status.invalid", { reason }) })
}
