import { type Awaitable, attempt } from "../../shared/core/awaitable"
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

  claim(claim: Claim): Awaitable<ClaimResult> {
    return attempt(() => {
      this.#refuseWhenClosed()
      const keys = this.#keysOf(claim.scope)
      const claims = keys.get(claim.key)
      if (claims) return claimAgain(claims, claim)
      keys.set(claim.key, [remember(claim, 1)])
      return { first: true, firstSeen: claim.time, count: 1 }
    })
  }

  async commit(handle: ClaimHandle): Promise<void> {
    this.#refuseWhenClosed()
    const claim = this.#leased(handle)
    if (claim) Object.assign(claim, { lease: null, holder: null })
  }

  async release(handle: ClaimHandle): Promise<void> {
    this.#refuseWhenClosed()
    const claim = this.#leased(handle)
    const claims = this.#claimsOf(handle)
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

  #leased(handle: ClaimHandle): Remembered | undefined {
    return this.#claimsOf(handle).find(({ time, holder }) => time === handle.time && holder === handle.holder)
  }

  #claimsOf({ scope, key }: ClaimHandle): Remembered[] {
    return this.#keysOf(scope).get(key) ?? []
  }

  #keysOf(scope: string): Map<string, Remembered[]> {
    const known = this.#scopes.get(scope)
    if (known) return known
    const keys = new Map<string, Remembered[]>()
    this.#scopes.set(scope, keys)
    return keys
  }
}

/** Claims a key that was claimed before, perhaps longer ago than the window reaches. */
function claimAgain(claims: Remembered[], claim: Claim): ClaimResult {
  const { time, window, lease } = claim
  const distance = (other: Remembered) => Math.abs(other.time - time)
  const nearest = claims
    .filter((other) => distance(other) < window)
    .reduce<Remembered | undefined>(
      (found, other) => (found && distance(found) <= distance(other) ? found : other),
      undefined,
    )
  if (nearest && !mayTakeUp(nearest, lease)) {
    nearest.count++
    return { first: false, firstSeen: nearest.time, count: nearest.count }
  }
  if (nearest) claims.splice(claims.indexOf(nearest), 1)
  const count = (nearest?.count ?? 0) + 1
  claims.push(remember(claim, count))
  return { first: true, firstSeen: time, count }
}

function remember({ time, expires, lease }: Claim, count: number): Remembered {
  return { time, count, expires, lease: lease?.until ?? null, holder: lease?.holder ?? null }
}

function forgetClaims(keys: Map<string, Remembered[]>, now: number): void {
  for (const [key, claims] of keys) {
    const kept = claims.filter((claim) => claim.expires >= now)
    if (kept.length === 0) keys.delete(key)
    else keys.set(key, kept)
  }
}
