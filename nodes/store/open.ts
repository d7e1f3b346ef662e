import type { Report, Store, StoreLimits } from "../shared/core/store"
import { MemoryStore } from "./drivers/memory"
import { RedisStore } from "./drivers/redis"
import { SqliteStore } from "./drivers/sqlite"
import { fileBelow, type StoreSettings } from "./schema"

/** Milliseconds for which a store that nobody uses waits for its nodes to come back from a deploy. */
const LINGER = 10_000

type Driver = Store & { limits: StoreLimits }
type Shared = { store: Driver; users: number; timer?: NodeJS.Timeout }

/** An open store; `close(removed)` when its node closes, `removed` when that does not come back. */
export type OpenStore = { store: Store; close(removed: boolean): Promise<void> }

/**
 * The open stores by the place where they keep things: one for each, however many nodes use it, since it knows what
 * is under way there. They outlive their nodes in a deploy, as the events on their way through the flows do.
 */
const shared = new Map<string, Shared>()

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
    return share(
      `redis ${JSON.stringify(location)}`,
      settings,
      LINGER,
      () => new RedisStore(location, settings),
    )
  }
  if (kind === "memory" || userDirectory === undefined) {
    // Only what is in the process keeps it: it stays until its node is removed.
    return share(`memory ${id}`, settings, null, () => new MemoryStore(settings))
  }
  const file = fileBelow(userDirectory, settings.path)
  return share(`file ${file}`, settings, LINGER, () => new SqliteStore(file, settings, report))
}

/** Closes at once what nobody uses: Node-RED is stopping. */
export async function closeIdleStores(): Promise<void> {
  const idle = [...shared].filter(([, { users }]) => users === 0)
  await Promise.all(idle.map(([place]) => end(place)))
}

/** @param linger milliseconds to stay open without users; null: as long as the process runs */
function share(place: string, limits: StoreLimits, linger: number | null, open: () => Driver): OpenStore {
  const used = shared.get(place) ?? { store: open(), users: 0 }
  shared.set(place, used)
  clearTimeout(used.timer)
  used.users++
  used.store.limits = limits
  return {
    store: used.store,
    async close(removed) {
      used.users--
      if (used.users > 0) return
      await used.store.flush()
      if (used.users > 0) return // a node has come meanwhile
      if (removed && linger === null) await end(place)
      else if (linger !== null) used.timer = setTimeout(() => void end(place), linger).unref()
    },
  }
}

async function end(place: string): Promise<void> {
  const ended = shared.get(place)
  shared.delete(place)
  clearTimeout(ended?.timer)
  await ended?.store.close()
}
