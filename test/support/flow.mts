// Flows for the tests, as short as they can be said.
import type { FlowNode } from "./node-red.mts"

const tab: FlowNode = { id: "tab", type: "tab", label: "Tests" }

/** A flow of these nodes on one tab. */
export function flow(...nodes: FlowNode[]): FlowNode[] {
  return [
    tab,
    ...nodes.map((node) => ("z" in node || withoutPlace.has(node.type) ? node : { ...node, ...place })),
  ]
}

const withoutPlace = new Set(["webhook store", "subflow"])

/** Without coordinates the runtime takes a node for a configuration node. */
const place = { z: tab.id, x: 100, y: 100 }

/** Gives the test every message it gets, under its label. */
export function collect(label: string): FlowNode {
  const code = `global.get("collect")(${JSON.stringify(label)}, msg)\nreturn null`
  return functionNode(label, code)
}

/** Gives the test every message and never says that it has completed. */
export function collectForEver(label: string): FlowNode {
  const code = `global.get("collect")(${JSON.stringify(label)}, msg)\nawait new Promise(() => {})`
  return functionNode(label, code)
}

/** Holds up a deploy for a moment, as many nodes with a connection do. */
export function closesSlowly(id: string): FlowNode {
  // After the await, else the node's own close handler stops the timer; only this name of the node takes handlers.
  return {
    ...functionNode(id, ""),
    initialize: 'await null\n__node__.on("close", (done) => setTimeout(done, 300))',
  }
}

function functionNode(id: string, code: string): FlowNode {
  return { id, type: "function", func: code, outputs: 1, initialize: "", finalize: "", libs: [], wires: [[]] }
}

/** A core `http in` that answers with a word. */
export function httpIn(id: string, path: string, answer: string): FlowNode[] {
  return [
    { id, type: "http in", url: path, method: "post", upload: false, wires: [[`${id}-answer`]] },
    {
      ...functionNode(`${id}-answer`, `msg.payload = ${JSON.stringify(answer)}\nreturn msg`),
      wires: [[`${id}-response`]],
    },
    { id: `${id}-response`, type: "http response", statusCode: "", headers: {}, wires: [] },
  ]
}

/** A core `switch` that lets a vendor's events pass to the next node. */
export function switchOf(id: string, source: string, next: string): FlowNode {
  return {
    ...{ id, type: "switch", property: "payload.source", propertyType: "msg" },
    rules: [{ t: "eq", v: source, vt: "str" }],
    checkall: "true",
    ...{ outputs: 1, wires: [[next]] },
  }
}

/** Collects the errors of these nodes. */
export function catchErrors(label: string, scope: string[]): FlowNode[] {
  return [{ id: `catch-${label}`, type: "catch", scope, uncaught: false, wires: [[label]] }, collect(label)]
}
