import type { Claim, ClaimHandle, ClaimResult } from "../../shared/core/store"
import type { Claims } from "./ledger-store"
import type { RedisConnection } from "./redis-connection"
import { listOf } from "./redis-entries"

/** How many keys are looked at together. */
const CHUNK = 500

/** The claims in a Redis: a hash for each key, with a field for each moment at which it was claimed. */
export class RedisClaims implements Claims {
  readonly #connection: RedisConnection

  constructor(connection: RedisConnection) {
    this.#connection = connection
  }

  async claim({ scope, key, time, window, expires, lease }: Claim): Promise<ClaimResult> {
    const reply = await this.#connection.run(
      "claimKey",
      [this.#connection.key("claim", scope, key)],
      [
        time,
        Number.isFinite(window) ? window : "inf",
        Number.isFinite(expires) ? expires : -1,
        Date.now(),
        lease?.until ?? -1,
        lease?.holder ?? "",
        lease?.again ? 1 : 0,
      ],
    )
    const [first, firstSeen, count] = listOf(reply).map(Number)
    return { first: first === 1, firstSeen: firstSeen ?? time, count: count ?? 1 }
  }

  async commit(handle: ClaimHandle): Promise<void> {
    await this.#endLease(handle, 1)
  }

  async release(handle: ClaimHandle): Promise<void> {
    await this.#endLease(handle, 0)
  }

  async forget(scope: string, key?: string): Promise<number> {
    if (key !== undefined) return this.#unlink([this.#connection.key("claim", scope, key)])
    let forgotten = 0
    let cursor = "0"
    do {
      const reply = await this.#connection.send([
        "SCAN",
        cursor,
        "MATCH",
        `${globEscaped(this.#connection.key("claim", scope, ""))}*`,
        "COUNT",
        CHUNK,
      ])
      const [next, keys] = listOf(reply)
      forgotten += await this.#unlink(listOf(keys).map(String))
      cursor = String(next)
    } while (cursor !== "0")
    return forgotten
  }

  async #endLease({ scope, key, time, holder }: ClaimHandle, commit: 0 | 1): Promise<void> {
    await this.#connection.run(
      "endLease",
      [this.#connection.key("claim", scope, key)],
      [time, holder, commit],
    )
  }

  async #unlink(keys: readonly string[]): Promise<number> {
    return keys.length === 0 ? 0 : Number(await this.#connection.send(["UNLINK", ...keys]))
  }
}

function globEscaped(text: string): string {
  return text.replaceAll(/[*?[\]\\]/g, "\\$&")
}
