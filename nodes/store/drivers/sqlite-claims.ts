import type { Claim, ClaimHandle, ClaimResult } from "../../shared/core/store"
import type { GroupCommit } from "./group-commit"
import { mayTakeUp } from "./lease"
import type { Claims } from "./ledger-store"
import type { OpenFile } from "./sqlite-file"
import { bounded, type ClaimRow } from "./sqlite-rows"

/** The claims in a file: rows of scope, key and time, so that a window is a range of them. */
export class SqliteClaims implements Claims {
  readonly #commits: GroupCommit<OpenFile>

  constructor(commits: GroupCommit<OpenFile>) {
    this.#commits = commits
  }

  async claim(claim: Claim): Promise<ClaimResult> {
    return this.#commits.add(({ statements }) => {
      const { scope, key, time, window } = claim
      const from = Math.max(time - window, Number.MIN_SAFE_INTEGER)
      const to = bounded(time + window)
      const found = statements.findClaim.get(scope, key, from, to, time) as ClaimRow | undefined
      if (found && !mayTakeUp(found, claim.lease)) {
        statements.countClaim.run(scope, key, found.time)
        return { first: false, firstSeen: found.time, count: found.count + 1 }
      }
      if (found) statements.deleteClaim.run(scope, key, found.time)
      const count = (found?.count ?? 0) + 1
      const { until = null, holder = null } = claim.lease ?? {}
      statements.insertClaim.run(scope, key, time, count, bounded(claim.expires), until, holder)
      return { first: true, firstSeen: time, count }
    })
  }

  async commit({ scope, key, time, holder }: ClaimHandle): Promise<void> {
    await this.#commits.add(({ statements }) => statements.commitClaim.run(scope, key, time, holder))
  }

  async release({ scope, key, time, holder }: ClaimHandle): Promise<void> {
    await this.#commits.add(({ statements }) => statements.releaseClaim.run(scope, key, time, holder))
  }

  async forget(scope: string, key?: string): Promise<number> {
    return this.#commits.add(({ statements }) => {
      const { changes } =
        key === undefined ? statements.forgetScope.run(scope) : statements.forgetKey.run(scope, key)
      return Number(changes)
    })
  }
}
