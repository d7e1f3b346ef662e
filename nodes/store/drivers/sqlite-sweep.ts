import { countWithin } from "./count-within"
import type { InboxLedger } from "./inbox-ledger"
import { NOTICES } from "./ledger-store"
import type { OpenFile } from "./sqlite-file"

/**
 * How many rows, bytes and pages go at a time, so that no request waits for it: of millions of claims each has a page of its
 * own to be changed, which takes a tenth of a millisecond, and what is deleted is overwritten.
 */
const STEP = { rows: 100, bytes: 524_288, pages: 50 }

/**
 * Removes, in the transaction that there is, some of what need not be remembered any more: events that are handled and
 * old, claims, and lines of the log.
 *
 * @param retention milliseconds
 * @param after the sequence up to which this was done
 * @returns that sequence where there is more to be done, or null
 */
export function sweepSome(
  file: OpenFile,
  ledger: InboxLedger,
  retention: number,
  after: number,
): number | null {
  const { database, statements, seen } = file
  const now = Date.now()
  // In the order of arrival, so that none is looked at that is not old.
  const oldest = statements.oldestDeliveries.all(after, STEP.rows)
  const rows = oldest.slice(0, countWithin(STEP.bytes, oldest))
  const old = rows.filter(({ received }) => Number(received) < now - retention)
  for (const { endpoint, id, ...row } of old) {
    const sequence = Number(row.sequence)
    if (ledger.isAwaited(sequence)) continue
    seen.forget(seen.keyOf(String(endpoint), id as Uint8Array))
    statements.deleteDelivery.run(sequence)
    statements.deleteTrouble.run(sequence)
    ledger.settle(sequence)
  }
  const claims = statements.sweepClaims.run(now, STEP.rows).changes
  const notices = statements.sweepNotices.run(now - retention, NOTICES, STEP.rows).changes
  database.exec(`PRAGMA incremental_vacuum(${STEP.pages})`)
  const isCut = rows.length < oldest.length && old.length === rows.length
  const isMore = isCut || [old.length, Number(claims), Number(notices)].includes(STEP.rows)
  return isMore ? Number(old.at(-1)?.sequence ?? after) : null
}
