import type { Report, Store, StoreLimits } from "../shared/core/store"
import { MemoryStore } from "./drivers/memory"
import { RedisStore } from "./drivers/redis"
import { SqliteStore } from "./drivers/sqlite"
import { fileBelow, type StoreSettings } from "./schema"

/** Milliseconds for which the store of a node that a deploy takes away waits for it to come back. */
const LINGER = 10_000

/** An open store; `close(removed)` when its node closes, `removed` when that does not come back. */
export type OpenStore = { store: Store; close(removed: boolean): Promise<void> }

type LingeringStore = Store & { limits: StoreLimits }
type Lingering = { store: LingeringStore; configuration: string; timer?: NodeJS.Timeout }

/**
 * What is kept in memory, and what an instance holds in Redis, belongs to the process and not to the node that a
 * deploy exchanges: such stores outlive their nodes.
 */
const lingering = new Map<string, Lingering>()

/**
 * Opens the store of the node `id`. Without a user directory, as in tests, there is no place for a file, and
 * what is kept is kept in memory.
 *
 * @param report told what somebody has to look after
 */
export function openStore(
  id: string,
  settings: StoreSettings,
  userDirectory: string | undefined,
  report: Report,
): OpenStore {
  const { kind, url, prefix, username, password } = settings
  if (kind === "redis") {
    const location = { url, prefix, username, password }
    return linger(id, JSON.stringify([kind, location]), settings, () => new RedisStore(location, settings))
  }
  if (kind === "memory" || userDirectory === undefined) {
    return linger(id, "memory", settings, () => new MemoryStore(settings))
  }
  const store = new SqliteStore(fileBelow(userDirectory, settings.path), settings, report)
  return { store, close: () => store.close() }
}

/** Opens a store, or takes up the one that the same node left with the same configuration. */
function linger(
  id: string,
  configuration: string,
  limits: StoreLimits,
  open: () => LingeringStore,
): OpenStore {
  const left = lingering.get(id)
  clearTimeout(left?.timer)
  if (left && left.configuration !== configuration) void left.store.close()
  const kept: Lingering = left?.configuration === configuration ? left : { store: open(), configuration }
  kept.store.limits = limits
  lingering.set(id, kept)
  return {
    store: kept.store,
    async close(removed) {
      const end = () => {
        if (lingering.get(id) === kept) lingering.delete(id)
        return kept.store.close()
      }
      if (removed) await end()
      else if (configuration !== "memory") kept.timer = setTimeout(() => void end(), LINGER).unref()
    },
  }
}
