// The nodes that receive, as the user knows them: by the label on the workspace.
import type { Endpoint } from "./contract"

/** A node's label; undefined for a node that is on no workspace (any more). */
function labelOnWorkspace(id: string): string | undefined {
  const node = RED.nodes.node(id)
  return node ? RED.utils.getNodeLabel(node, node.type) : undefined
}

export class Nodes {
  endpoints: readonly Endpoint[] = []
  readonly #deleted: string

  /** @param deleted what a node is called that is not there any more */
  constructor(deleted: string) {
    this.#deleted = deleted
  }

  label(id: string): string {
    const known = this.endpoints.find((endpoint) => endpoint.id === id)
    return labelOnWorkspace(id) ?? (known ? known.name || known.type : this.#deleted)
  }

  canReveal(id: string): boolean {
    return RED.nodes.node(id) !== null
  }

  reveal(id: string): void {
    RED.view.reveal(id)
  }
}
