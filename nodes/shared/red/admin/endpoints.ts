import type { NodeAPI } from "node-red"
import { inNodes } from "../in-nodes"
import { operatorSettings } from "../operator"

/** The in-nodes that run, what they have counted, and at which address vendors reach this server. */
export async function listEndpoints(RED: NodeAPI): Promise<object> {
  return {
    publicUrl: operatorSettings(RED).publicUrl,
    endpoints: [...inNodes.values()].map(({ read: _read, samples, ...inNode }) => ({
      ...inNode,
      samples: Object.keys(samples),
    })),
  }
}
