import type { Store } from "../shared/core/store"

/** Tells whether this signed text is seen for the first time, `now` in milliseconds since 1970. */
export type IsFirst = (signed: string, now: number) => Promise<boolean>

/**
 * Remembers signed requests, in the store, so for all instances that share it, as long as their time of signing could
 * let them in again: one from the future is that for twice the tolerance.
 *
 * @param scope the node that verifies
 * @param tolerance seconds
 */
export function firstTimeIn(store: Pick<Store, "claim" | "hash">, scope: string, tolerance: number): IsFirst {
  const window = 2 * tolerance * 1000
  return async (signed, now) => {
    const key = await store.hash(signed)
    const { first } = await store.claim({ scope, key, time: now, window, expires: now + window })
    return first
  }
}
