import type { Delivery } from "../core/delivery"
import type { GuestEvent } from "../core/event"
import type { SampleRequest } from "../core/vendor"
import type { Ending } from "./completion"

/** What became of an in-node's requests and events since it started. */
export type Counts = Record<
  "accepted" | "duplicate" | "rejected" | "validated" | "handled" | "failed" | "dead",
  number
>

/** An in-node that runs, as the operator's routes know it. */
export type RunningInNode = {
  id: string
  type: string
  name: string
  /** Below httpNodeRoot, and as the server sees it. */
  path: string
  servedAt: string
  /** The id of its `webhook store`; empty for the built-in one. */
  store: string
  counts: Counts
  /** Requests to try it out with, by the vendor's word for the event. */
  samples: Readonly<Record<string, (now: Date) => SampleRequest>>
  /** What a delivery of its says. Rejects where that cannot be read. */
  read(delivery: Delivery): Promise<GuestEvent>
}

/** The in-nodes that run now, by their ids. */
export const inNodes = new Map<string, RunningInNode>()

/** Makes an in-node known; returns how to withdraw it, unless another has come in its place. */
export function publish(inNode: RunningInNode): () => void {
  inNodes.set(inNode.id, inNode)
  return () => {
    if (inNodes.get(inNode.id) === inNode) inNodes.delete(inNode.id)
  }
}

/** What a delivery says; null where it cannot be read, or where its node does not run any more, which alone can. */
export async function eventOf(delivery: Delivery): Promise<GuestEvent | null> {
  const inNode = inNodes.get(delivery.endpoint)
  return (await inNode?.read(delivery).catch(() => null)) ?? null
}

export function noCounts(): Counts {
  return { accepted: 0, duplicate: 0, rejected: 0, validated: 0, handled: 0, failed: 0, dead: 0 }
}

/** @param isTriedAgain whether a failed one comes again by itself */
export function countEnding(counts: Counts, { kind }: Ending, isTriedAgain: boolean): void {
  if (kind === "handled") counts.handled++
  if (kind === "failed") counts[isTriedAgain ? "failed" : "dead"]++
}
