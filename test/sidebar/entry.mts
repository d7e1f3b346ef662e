import type { Entry, LogPage } from "../../nodes/sidebar/contract.ts"

/** An entry of the log with these properties. */
export function entry(own: Partial<Entry> = {}): Entry {
  return {
    store: "",
    sequence: 1,
    endpoint: "node",
    id: "0123456789abcdef0123456789abcdef",
    receivedAt: "2024-06-01T10:00:00.000Z",
    outcome: "handled",
    type: "guest.connected",
    venue: "Hotel Roma",
    reason: null,
    attempts: 1,
    ...own,
  }
}

/** So many entries, the first with the highest number. */
export function entries(count: number, highest = count): Entry[] {
  return Array.from({ length: count }, (_, index) => entry({ sequence: highest - index }))
}

export function page(own: Partial<LogPage> = {}): LogPage {
  return { version: "1", entries: [], next: null, ...own }
}
