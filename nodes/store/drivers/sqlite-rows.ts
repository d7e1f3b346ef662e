// The rows of the file, as the statements of sqlite-schema.ts give them.
import type { Delivery, Envelope } from "../../shared/core/delivery"
import type { EventType } from "../../shared/core/event"
import type { LoggedNotice } from "../../shared/core/store"

/** A row of the inbox, written by this class alone. */
export type InboxRow = {
  endpoint: string
  id: Uint8Array
  received: number
  type: EventType
  venue: string | null
  envelope: string
  content: Uint8Array
}

export type RedeliveryRow = InboxRow & { attempts: number; failures: number }

export type HistoryRow = Omit<InboxRow, "envelope" | "content"> & {
  sequence: number
  attempts: number
  reason: string | null
  dead: number
}

export type NoticeRow = Omit<LoggedNotice, "receivedAt"> & { received: number }

export type ClaimRow = { time: number; count: number; lease: number | null; holder: string | null }

/** A number or "for ever" as an integer column takes it. */
export function bounded(number: number): number {
  return Math.min(number, Number.MAX_SAFE_INTEGER)
}

export function deliveryOf({ endpoint, id, received, type, venue, envelope, content }: InboxRow): Delivery {
  return {
    endpoint,
    id: Buffer.from(id).toString("hex"),
    receivedAt: received,
    type,
    venue,
    envelope: JSON.parse(envelope) as Envelope,
    content: Buffer.from(content),
  }
}
