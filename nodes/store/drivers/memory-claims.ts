import type { Claim, ClaimHandle, ClaimResult } from "../../shared/core/store"
import { mayTakeUp } from "./lease"
import type { Claims } from "./ledger-store"

type Remembered = {
  time: number
  count: number
  expires: number
  lease: number | null
  holder: string | null
}

/** The claims in memory. */
export class MemoryClaims implements Claims {
  /** Claims by key, by scope. */
  readonly #scopes = new Map<string, Map<string, Remembered[]>>()
  readonly #refuseWhenClosed: () => void

  constructor(refuseWhenClosed: () => void) {
    this.#refuseWhenClosed = refuseWhenClosed
  }

  async claim({ scope, key, time, window, expires, lease }: Claim): Promise<ClaimResult> {
    this.#refuseWhenClosed()
    const claims = this.#claimsOf(scope, key)
    const distance = (claim: Remembered) => Math.abs(claim.time - time)
    const nearest = claims
      .filter((claim) => distance(claim) < window)
      .reduce<Remembered | undefined>(
        (found, claim) => (found && distance(found) <= distance(claim) ? found : claim),
        undefined,
      )
    if (nearest && !mayTakeUp(nearest, lease)) {
      nearest.count++
      return { first: false, firstSeen: nearest.time, count: nearest.count }
    }
    if (nearest) claims.splice(claims.indexOf(nearest), 1)
    const count = (nearest?.count ?? 0) + 1
    claims.push({ time, count, expires, lease: lease?.until ?? null, holder: lease?.holder ?? null })
    return { first: true, firstSeen: time, count }
  }

  async commit(handle: ClaimHandle): Promise<void> {
    this.#refuseWhenClosed()
    const claim = this.#leased(handle)
    if (claim) Object.assign(claim, { lease: null, holder: null })
  }

  async release(handle: ClaimHandle): Promise<void> {
    this.#refuseWhenClosed()
    const claim = this.#leased(handle)
    const claims = this.#claimsOf(handle.scope, handle.key)
    if (claim) claims.splice(claims.indexOf(claim), 1)
  }

  async forget(scope: string, key?: string): Promise<number> {
    this.#refuseWhenClosed()
    const keys = this.#scopes.get(scope)
    if (key !== undefined) return keys?.delete(key) ? 1 : 0
    this.#scopes.delete(scope)
    return keys?.size ?? 0
  }

  /** Forgets what has expired. */
  sweep(now: number): void {
    for (const keys of this.#scopes.values()) forgetClaims(keys, now)
  }

  #leased({ scope, key, time, holder }: ClaimHandle): Remembered | undefined {
    return this.#claimsOf(scope, key).find((claim) => claim.time === time && claim.holder === holder)
  }

  #claimsOf(scope: string, key: string): Remembered[] {
    const keys = this.#scopes.get(scope) ?? new Map<string, Remembered[]>()
    this.#scopes.set(scope, keys)
    const claims = keys.get(key) ?? []
    keys.set(key, claims)
    return claims
  }
}

function forgetClaims(keys: Map<string, Remembered[]>, now: number): void {
  for (const [key, claims] of keys) {
    const kept = claims.filter((claim) => claim.expires >= now)
    if (kept.length === 0) keys.delete(key)
    else keys.set(key, kept)
  }
}
