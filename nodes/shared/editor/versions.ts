// Nodes of older flows in the editor: it shows and saves them as the current version has them.
import { currentVersion, type Migration, migrate } from "../core/migrate"
import type { AnyNode } from "./types"

/** The property that every node is saved with. */
export function versionProperty(migrations: readonly Migration[]): { value: number } {
  return { value: currentVersion(migrations) }
}

/** Brings nodes of a type up to date as they come to the workspace, with a flow that opens or by an import. */
export function upgradeOldNodes(type: string, migrations: readonly Migration[]): void {
  RED.events.on("nodes:add", (node) => {
    if (node.type === type) upgrade(node, migrations)
  })
}

function upgrade(node: AnyNode, migrations: readonly Migration[]): void {
  try {
    Object.assign(node, migrate({ ...node }, migrations))
    Object.assign(node, missingProperties(node))
  } catch {
    // Of a newer version, which the runtime says of the node when it is deployed.
  }
}

/** A property that is newer than the node has its default. */
function missingProperties({ _def, ...node }: AnyNode): object {
  const missing = Object.entries(_def?.defaults ?? {}).filter(
    ([name]) => Reflect.get(node, name) === undefined,
  )
  return structuredClone(Object.fromEntries(missing.map(([name, { value }]) => [name, value])))
}
