import { WebhookError } from "../../core/errors"
import type { Store } from "../../core/store"
import { storesInUse } from "../stores"

type Wanted = { store: string; sequence: number } | { failed: true }

/** Emits a kept delivery again, or all whose flow has failed. Resolves to how many those are. */
export async function replay(wanted: Wanted): Promise<{ replayed: number }> {
  if ("failed" in wanted) {
    const counts = await Promise.all([...storesInUse().values()].map(replayFailed))
    return { replayed: counts.reduce((sum, count) => sum + count, 0) }
  }
  const isRevived = await storesInUse().get(wanted.store)?.revive(wanted.sequence)
  if (!isRevived) throw new WebhookError("not-found")
  return { replayed: 1 }
}

async function replayFailed(store: Store): Promise<number> {
  const sequences = await store.failed()
  const results = await Promise.all(sequences.map((sequence) => store.revive(sequence)))
  return results.filter(Boolean).length
}
