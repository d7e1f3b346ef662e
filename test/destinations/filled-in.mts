// Examples as somebody runs them who has filled in what they ask for.
import { exampleOf, withCollectors } from "../examples/examples.mts"
import type { FlowNode } from "../support/node-red.mts"

/** The flows of these examples, with these values for the environment variables of their tabs. */
export function filledIn(numbers: readonly string[], values: Record<string, string> = {}): FlowNode[] {
  return numbers
    .flatMap((number) => withCollectors(exampleOf(number)))
    .map((node) => (node.type === "tab" ? { ...node, env: environment(node.env, values) } : node))
}

interface Variable {
  name: string
  value: string
  type: string
}

function environment(env: unknown, values: Record<string, string>): Variable[] {
  const variables: Variable[] = Array.isArray(env) ? env : []
  return variables.map((variable) => ({ ...variable, value: values[variable.name] ?? variable.value }))
}

/** Sends what goes to a service on the internet to this origin instead. */
export function movedTo(origin: string, nodes: readonly FlowNode[]): FlowNode[] {
  return nodes.map((node) => {
    if (node.type !== "http request") return node
    return { ...node, url: String(node.url).replace(/^https:\/\/[^/]+/, origin) }
  })
}
