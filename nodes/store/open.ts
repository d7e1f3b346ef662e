import type { Store } from "../shared/core/store"
import { MemoryStore } from "./drivers/memory"
import { SqliteStore } from "./drivers/sqlite"
import { fileBelow, type StoreSettings } from "./schema"

/** What is kept in memory belongs to the process, not to the node that a deploy exchanges. */
const memories = new Map<string, MemoryStore>()

/** An open store; `close(removed)` when its node closes, `removed` when that does not come back. */
export type OpenStore = { store: Store; close(removed: boolean): Promise<void> }

/**
 * Opens the store of the node `id`. Without a user directory, as in tests, there is no place for a file, and
 * what is kept is kept in memory.
 */
export function openStore(id: string, settings: StoreSettings, userDirectory: string | undefined): OpenStore {
  if (settings.kind === "memory" || userDirectory === undefined) return openMemory(id, settings)
  const store = new SqliteStore(fileBelow(userDirectory, settings.path), settings)
  return { store, close: () => store.close() }
}

function openMemory(id: string, settings: StoreSettings): OpenStore {
  const store = memories.get(id) ?? new MemoryStore(settings)
  store.limits = settings
  memories.set(id, store)
  return {
    store,
    async close(removed) {
      if (!removed) return
      memories.delete(id)
      await store.close()
    },
  }
}
