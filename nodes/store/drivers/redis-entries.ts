// How deliveries stand in the stream, and what its scripts say of them.
import type { Delivery, Envelope } from "../../shared/core/delivery"
import type { EventType } from "../../shared/core/event"
import type { LoggedDelivery } from "../../shared/core/store"

/** The stream's consumer group: all instances of Node-RED that share the inbox. */
export const GROUP = "node-red"

/** How many entries are looked at together. */
export const CHUNK = 500

type Field = string | number | Buffer

/** The stream's ids of sequences. */
export function idsOf(sequences: readonly number[]): string[] {
  return sequences.map((sequence) => `${sequence}-0`)
}

/** The scripts rely on the order. */
export function fieldsOf({ endpoint, id, receivedAt, type, venue, envelope, content }: Delivery): Field[] {
  return [
    ...["endpoint", endpoint, "id", id, "received", receivedAt, "type", type, "venue", venue ?? ""],
    ...["envelope", JSON.stringify(envelope), "content", content],
  ]
}

/** The delivery of an entry, or null where it is none. */
export function deliveryOf(fields: Record<string, Buffer>): Delivery | null {
  const { endpoint, id, received, type, venue, envelope, content } = fields
  if (!endpoint || !id || !envelope || !content) return null
  return {
    endpoint: endpoint.toString(),
    id: id.toString(),
    receivedAt: Number(received),
    type: String(type) as EventType,
    venue: venue?.toString() || null,
    envelope: JSON.parse(envelope.toString()) as Envelope,
    content,
  }
}

/**
 * A line of the log.
 *
 * @param standing what the script of that name says of it
 */
export function logged(
  { endpoint, id, receivedAt, type, venue }: Delivery,
  sequence: number,
  [isPending, isDead, reason, attempts]: unknown[],
): LoggedDelivery {
  const isFailing = typeof reason === "string"
  const pending = isFailing ? "failed" : "accepted"
  return {
    sequence,
    endpoint,
    id,
    receivedAt,
    type,
    venue,
    outcome: isDead === 1 ? "dead" : isPending === 1 ? pending : "handled",
    reason: isFailing ? reason : null,
    attempts: Number(attempts) + 1,
  }
}

/** A reply that is a list; any other is an empty one. */
export function listOf(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : []
}
