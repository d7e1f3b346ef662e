// What the list says of an entry, and how it knows one again.
import type { DeliveryKey, Entry, Outcome } from "./contract"

interface Look {
  /** A Font Awesome icon: each outcome has a shape of its own, as colour alone says nothing to many. */
  icon: string
  tone: "good" | "plain" | "warning" | "bad"
}

export const LOOKS: Record<Outcome, Look> = {
  accepted: { icon: "fa-hourglass-half", tone: "plain" },
  handled: { icon: "fa-check", tone: "good" },
  failed: { icon: "fa-exclamation-triangle", tone: "warning" },
  dead: { icon: "fa-times-circle", tone: "bad" },
  duplicate: { icon: "fa-clone", tone: "plain" },
  rejected: { icon: "fa-ban", tone: "bad" },
  validated: { icon: "fa-handshake-o", tone: "good" },
}

/** The delivery behind an entry, as long as it is kept. */
export function deliveryKey({ store, sequence }: Entry): DeliveryKey | null {
  return sequence === null ? null : { store, sequence }
}

const REPLAYABLE: readonly Outcome[] = ["handled", "failed", "dead"]

export function isReplayable(entry: Entry): boolean {
  return deliveryKey(entry) !== null && REPLAYABLE.includes(entry.outcome)
}

/** The entries by a key that stays the same from one answer to the next. */
export function byKey(entries: readonly Entry[]): Map<string, Entry> {
  const keyed = new Map<string, Entry>()
  // From the oldest on, so that new ones leave the numbers of equal ones alone.
  for (const entry of entries.toReversed()) {
    const key = keyOf(entry)
    let unique = key
    for (let count = 2; keyed.has(unique); count += 1) unique = `${key} ${count}`
    keyed.set(unique, entry)
  }
  return new Map([...keyed].reverse())
}

function keyOf({ store, sequence, endpoint, receivedAt, outcome, id }: Entry): string {
  if (sequence !== null) return JSON.stringify([store, sequence])
  return JSON.stringify([store, endpoint, receivedAt, outcome, id])
}
