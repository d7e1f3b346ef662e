import type { Node, NodeAPI } from "node-red"
import { openStore } from "../../store/open"
import { settings } from "../../store/schema"
import { SettingError } from "../core/errors"
import type { Report, Store } from "../core/store"

/** A store as a node uses it; `quiet` in milliseconds, `retries` of a failed event. */
export type StoreBinding = { store: Store; quiet: number; retries: number }

/** What a `webhook store` configuration node offers to those that name it. */
export type StoreNode = Node & { binding?: StoreBinding }

/** The built-in store, used wherever none is named; open as long as somebody uses it. */
let builtIn: (StoreBinding & { users: number; close: () => Promise<void> }) | undefined

/** The stores that are in use, by the id of their node; the built-in one's is empty. */
export function storesInUse(RED: NodeAPI): Map<string, Store> {
  const stores = new Map<string, Store>()
  if (builtIn) stores.set("", builtIn.store)
  RED.nodes.eachNode(({ id, type }) => {
    const node = type === "webhook store" ? (RED.nodes.getNode(id) as StoreNode | null) : null
    if (node?.binding) stores.set(id, node.binding.store)
  })
  return stores
}

/**
 * The store that a node's `store` property names, or the built-in one. Call `release` when the node closes.
 * Throws a SettingError where the named one is missing or could not be set up.
 */
export function useStore(RED: NodeAPI, id: string): StoreBinding & { release: () => Promise<void> } {
  if (id === "") return useBuiltIn(RED)
  const node = RED.nodes.getNode(id) as StoreNode | null
  if (!node?.binding) throw new SettingError("store-missing")
  return { ...node.binding, release: async () => {} } // a configuration node closes its store itself
}

function useBuiltIn(RED: NodeAPI): StoreBinding & { release: () => Promise<void> } {
  builtIn ??= openBuiltIn(RED)
  const used = builtIn
  used.users++
  return {
    ...used,
    async release() {
      used.users--
      if (used.users > 0) return
      if (builtIn === used) builtIn = undefined
      await used.close()
    },
  }
}

function openBuiltIn(RED: NodeAPI) {
  const defaults = settings.parse({})
  const report: Report = (code, parameters) => RED.log.error(RED._(`errors.${code}`, parameters))
  const { store, close } = openStore("", defaults, RED.settings.userDir, report)
  return { store, quiet: defaults.quiet, retries: defaults.retries, users: 0, close: () => close(false) }
}
