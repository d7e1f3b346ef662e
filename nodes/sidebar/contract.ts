// What the operator's admin routes take and answer (nodes/shared/red/admin.ts).

export const OUTCOMES = [
  "accepted",
  "handled",
  "failed",
  "dead",
  "duplicate",
  "rejected",
  "validated",
] as const

export type Outcome = (typeof OUTCOMES)[number]

/** A line of the log: nothing in it is personal. */
export interface Entry {
  /** The key of the place where it is kept: a configuration node's id, "" for the built-in one. */
  store: string
  /** null for what was never kept. */
  sequence: number | null
  /** The id of the node that received it. */
  endpoint: string
  id: string | null
  /** ISO 8601. */
  receivedAt: string
  outcome: Outcome
  type: string | null
  venue: string | null
  /** Of a rejected one a key below `errors.`; of a failed one what the flow said. */
  reason: string | null
  attempts: number
}

/** A kept delivery, by which the server finds it again. */
export type DeliveryKey = { store: string; sequence: number }

export interface LogPage {
  /** Changes whenever anything listed may have changed. */
  version: string
  /** Newest first. */
  entries: Entry[]
  /** Where the next page begins; null at the end. */
  next: string | null
}

export interface DeliveryDetails {
  entry: Entry
  /** null where the node that could read it is not running. */
  event: Record<string, unknown> | null
  /** How it arrived; most of it only where personal data was asked for. */
  webhook: Record<string, unknown>
  /** The body's text; only where personal data was asked for. */
  body: string | null
}

export const COUNTED = ["accepted", "duplicate", "rejected", "handled", "failed", "dead"] as const

export interface Endpoint {
  id: string
  type: string
  name: string
  path: string
  store: string
  /** Since this node started. */
  counts: Record<(typeof COUNTED)[number], number>
}

export interface Endpoints {
  endpoints: Endpoint[]
}

/** The guest whose data is to go: one of the two. */
export type Guest = { email: string } | { phone: string }

export interface Erased {
  deliveries: number
  claims: number
  pending: number
}
