import type { Lease } from "../../shared/core/store"

/** A claim that is there already; null where it is committed. */
type Standing = { lease: number | null; holder: string | null }

/** Whether a claim that was never committed falls to whoever comes now: its lease is over, or it was its own. */
export function mayTakeUp({ lease, holder }: Standing, coming: Lease | undefined): boolean {
  if (lease === null) return false
  return lease < Date.now() || (coming?.again === true && holder !== null && isOther(holder, coming.holder))
}

/** In one attempt an event passes once, also where a flow leads it here on two ways. */
function isOther(attempt: string, coming: string): boolean {
  return attempt !== coming && nameIn(attempt) === nameIn(coming)
}

function nameIn(holder: string): string {
  return holder.slice(holder.indexOf(" ") + 1)
}
