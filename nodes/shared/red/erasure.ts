import type { GuestEvent } from "../core/event"

/** As much of an event as deduplication keys are made of. */
export type KeyedEvent = Pick<GuestEvent, "type" | "time" | "receivedAt"> & {
  guest: Partial<GuestEvent["guest"]>
}

/** Forgets what a node remembers of these events; resolves to how many claims that were. */
type Forget = (events: readonly KeyedEvent[]) => Promise<number>

const forgetting = new Set<Forget>()

/** Asks a node to forget when a guest is erased; returns how to stop that. */
export function onErase(forget: Forget): () => void {
  forgetting.add(forget)
  return () => forgetting.delete(forget)
}

/** @returns how many claims all nodes together have forgotten */
export async function forgetEvents(events: readonly KeyedEvent[]): Promise<number> {
  const counts = await Promise.all([...forgetting].map((forget) => forget(events)))
  return counts.reduce((sum, count) => sum + count, 0)
}
