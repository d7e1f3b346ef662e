import { WebhookError } from "../../core/errors"
import type { Store } from "../../core/store"
import { storesInUse } from "../stores"

/** How many are asked for before other requests have their turn. */
const CHUNK = 100

type Wanted = { store: string; sequence: number } | { failed: true }

/** Emits a kept delivery again, or all whose flow has failed. Resolves to how many those are. */
export async function replay(wanted: Wanted): Promise<{ replayed: number }> {
  if ("failed" in wanted) return { replayed: await sumOfStores(replayFailed) }
  const isRevived = await storesInUse().get(wanted.store)?.revive(wanted.sequence)
  if (!isRevived) throw new WebhookError("not-found")
  return { replayed: 1 }
}

/** How many that would be for all whose flow has failed. */
export async function countFailed(): Promise<{ failed: number }> {
  return { failed: await sumOfStores(async (store) => (await store.failed()).length) }
}

/** Several configuration nodes may name one store. */
async function sumOfStores(count: (store: Store) => Promise<number>): Promise<number> {
  const counts = await Promise.all([...new Set(storesInUse().values())].map(count))
  return counts.reduce((sum, each) => sum + each, 0)
}

async function replayFailed(store: Store): Promise<number> {
  const sequences = await store.failed()
  let replayed = 0
  for (let from = 0; from < sequences.length; from += CHUNK) {
    const chunk = sequences.slice(from, from + CHUNK)
    const results = await Promise.all(chunk.map((sequence) => store.revive(sequence)))
    replayed += results.filter(Boolean).length
  }
  return replayed
}
