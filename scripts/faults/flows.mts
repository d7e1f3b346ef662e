// The flows under test: what is emitted is written down, and again what each kind of dedupe lets pass.
import { flow } from "../../test/support/flow.mts"
import type { FlowNode } from "../../test/support/node-red.mts"
import { record } from "./journal.mts"

/** Where the events are posted to. */
export const path = "/events"

export type StoreProperties = { kind: "sqlite" | "redis"; url?: string }

/** Behind the node: dedupe as it is by default, and one that counts an event as seen once it is handled. */
export function eventFlow(properties: StoreProperties): FlowNode[] {
  return flow(
    { id: "store", type: "webhook store", path: "events.sqlite", retries: 5, ...properties },
    { id: "events", type: "purple in", path, store: "store", wires: [["emitted"]] },
    record("emitted", ["pass", "complete"]),
    dedupe("pass", "passed"),
    record("passed"),
    dedupe("complete", "completed"),
    record("completed"),
  )
}

function dedupe(commit: "pass" | "complete", next: string): FlowNode {
  const [amount, unit] = [1, "d"]
  const window = { window: "rolling", amount, unit, clock: "arrival" }
  return { id: commit, type: "dedupe", key: "event", ...window, commit, store: "store", wires: [[next], []] }
}

/** A flow that takes as long as a look into a database, behind our node or between core's; `edition` changes it. */
export function slowFlow(kind: "ours" | "core", edition: number): FlowNode[] {
  const name = `edition ${edition}`
  const delay = {
    id: "delay",
    name,
    type: "delay",
    pauseType: "delay",
    timeout: "20",
    timeoutUnits: "milliseconds",
  }
  const nodes = kind === "ours" ? aroundDelay(delay) : aroundDelayOfCore(delay)
  return flow(...nodes.map((node) => (node.type === "webhook store" ? node : { ...node, name })))
}

function aroundDelay(delay: FlowNode): FlowNode[] {
  return [
    { id: "store", type: "webhook store", kind: "sqlite", path: "events.sqlite" },
    { id: "events", type: "purple in", path, store: "store", wires: [["delay"]] },
    { ...delay, wires: [["emitted"]] },
    record("emitted", ["pass"]),
    dedupe("pass", "passed"),
    record("passed"),
  ]
}

function aroundDelayOfCore(delay: FlowNode): FlowNode[] {
  const func = "msg.payload = { id: String(msg.payload.user.id) }\nreturn msg"
  return [
    { id: "events", type: "http in", url: path, method: "post", upload: false, wires: [["read"]] },
    { id: "read", type: "function", func, outputs: 1, wires: [["delay"]] },
    { ...delay, wires: [["emitted"]] },
    record("emitted", ["response"]),
    { id: "response", type: "http response", statusCode: "", headers: {}, wires: [] },
  ]
}
