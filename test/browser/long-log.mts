// A store's file with a long log in it, as months of visits leave it.
import { join } from "node:path"
import { SqliteStore } from "../../dist/store/drivers/sqlite.js"
import { deliveryWith, LIMITS } from "../contract/store.contract.mts"
import { scratchFolder } from "../support/packed.mts"
import { purpleVisit } from "../support/senders.mts"

/** How many deliveries it has. */
export const LENGTH = 100_000
/** How many deliveries came after that of deep@example.com. */
export const DEPTH = 15_000

function visitOf(index: number) {
  const isWanted = index === LENGTH - DEPTH
  const body = purpleVisit(
    { email: isWanted ? "deep@example.com" : `guest-${index}@example.com` },
    1e9 + index,
  )
  return deliveryWith({
    endpoint: "purple",
    receivedAt: Date.now() - (LENGTH - index) * 1000,
    type: "guest.connected",
    venue: isWanted ? "Hotel Deep" : "Hotel Roma",
    content: Buffer.from(JSON.stringify(body)),
  })
}

/** The file of a node with the id `purple`; all deliveries are handled. */
export async function longLog(): Promise<string> {
  const file = join(scratchFolder("long-log"), "webhooks.sqlite")
  const store = new SqliteStore(file, { ...LIMITS, maxPending: LENGTH }, () => {})
  for (let start = 0; start < LENGTH; start += 1000) {
    const visits = Array.from({ length: 1000 }, (_, index) => visitOf(start + index))
    for (const kept of await Promise.all(visits.map((visit) => store.accept(visit)))) {
      if (kept.outcome === "stored") store.settle(kept.sequence)
    }
  }
  await store.flush()
  await store.close()
  return file
}
