import type { Store } from "../shared/core/store"
import { MemoryStore } from "./drivers/memory"
import { SqliteStore } from "./drivers/sqlite"
import { fileBelow, type StoreSettings } from "./schema"

/**
 * Opens a store. Without a user directory, as in tests, there is no place for a file, and what is kept is kept
 * in memory.
 */
export function openStore(settings: StoreSettings, userDirectory: string | undefined): Store {
  if (settings.kind === "memory" || userDirectory === undefined) return new MemoryStore(settings)
  return new SqliteStore(fileBelow(userDirectory, settings.path), settings)
}
