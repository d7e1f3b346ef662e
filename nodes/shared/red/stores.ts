import type { Node, NodeAPI } from "node-red"
import { openStore } from "../../store/open"
import { settings } from "../../store/schema"
import { SettingError } from "../core/errors"
import type { Report, Store } from "../core/store"

/** A store as a node uses it; `quiet` in milliseconds, `retries` of a failed event. */
export type StoreBinding = { store: Store; quiet: number; retries: number }

/** What a `webhook store` configuration node offers to those that name it. */
export type StoreNode = Node & { binding?: StoreBinding }

/** The stores that nodes use now, by the id of the configuration node; the built-in one's is empty. */
const used = new Map<string, { binding: StoreBinding; endpoints: Set<string>; users: number }>()

/** What a node gives back when it closes. */
type Use = StoreBinding & { release: () => Promise<void> }

/**
 * The store that a node's `store` property names, or the built-in one. Throws a SettingError where the named one is
 * missing or could not be set up.
 *
 * @param endpoint the id of an in-node, whose events are kept there
 */
export function useStore(RED: NodeAPI, id: string, endpoint?: string): Use {
  const { binding, close } = id === "" ? openBuiltIn(RED) : named(RED, id)
  const entry = used.get(id) ?? { binding, endpoints: new Set(), users: 0 }
  entry.binding = binding
  entry.users++
  used.set(id, entry)
  if (endpoint !== undefined) entry.endpoints.add(endpoint)
  return {
    ...binding,
    async release() {
      entry.users--
      if (entry.users === 0) used.delete(id)
      if (endpoint !== undefined) entry.endpoints.delete(endpoint)
      await close()
    },
  }
}

/** The stores that are in use, by the id of their node. */
export function storesInUse(): Map<string, Store> {
  return new Map([...used].map(([id, { binding }]) => [id, binding.store]))
}

/** Tells every store, once the flows run, which in-nodes there are: those may share a store under several names. */
export function expectEndpoints(): void {
  const endpoints = new Map<Store, Set<string>>()
  for (const { binding, endpoints: own } of used.values()) {
    endpoints.set(binding.store, (endpoints.get(binding.store) ?? new Set()).union(own))
  }
  for (const [store, all] of endpoints) store.expect(all)
}

function named(RED: NodeAPI, id: string): { binding: StoreBinding; close: () => Promise<void> } {
  const node = RED.nodes.getNode(id) as StoreNode | null
  if (!node?.binding) throw new SettingError("store-missing")
  return { binding: node.binding, close: async () => {} } // a configuration node closes its store itself
}

function openBuiltIn(RED: NodeAPI): { binding: StoreBinding; close: () => Promise<void> } {
  const defaults = settings.parse({})
  const report: Report = (code, parameters) => RED.log.error(RED._(`errors.${code}`, parameters))
  const { store, close } = openStore("", defaults, RED.settings.userDir, report)
  const { quiet, retries } = defaults
  return { binding: { store, quiet, retries }, close: () => close(false) }
}
