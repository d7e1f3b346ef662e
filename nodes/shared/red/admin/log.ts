import { setImmediate as turn } from "node:timers/promises"
import { z } from "zod"
import { WebhookError } from "../../core/errors"
import { maskText } from "../../core/mask"
import type { LoggedDelivery } from "../../core/store"
import { toIso } from "../../core/values/time"
import { eventOf } from "../in-nodes"
import { type LogLine, type LogPosition, LogReader } from "../log-reader"
import { storesInUse } from "../stores"

/** How many lines are looked at for one page, and how many where their bodies must be read. */
const LOOKED = { lines: 5000, bodies: 1000 }

/** After how many lines other requests have their turn. */
const TURN = 50

export const logQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z.string().default(""),
  endpoint: z.string().default(""),
  outcome: z.string().default(""),
  search: z.string().trim().toLowerCase().default(""),
  version: z.string().default(""),
})

type Query = z.infer<typeof logQuery>

const position = z.record(z.string(), z.number())

/** A restarted process counts its stores' versions anew. */
const started = Date.now()

/** A page of the log of all stores, newest first; null where nothing has changed since the query's version. */
export async function logPage(query: Query): Promise<object | null> {
  const version = versionNow()
  if (query.version === version) return null
  const reader = new LogReader(storesInUse(), positionIn(query.before))
  const entries: object[] = []
  const most = query.search === "" ? LOOKED.lines : LOOKED.bodies
  for (let looked = 1; entries.length < query.limit && looked <= most; looked++) {
    const line = await reader.next()
    if (!line) break
    if (await isWanted(line, query)) entries.push(shown(line))
    if (looked % TURN === 0) await turn()
  }
  const next = await reader.position()
  return { version, entries, next: next && JSON.stringify(next) }
}

/** A line as it leaves the server. */
export function shown({ store, entry }: LogLine): object {
  const { endpoint, id, outcome, type, venue, receivedAt, reason } = entry
  return {
    store,
    sequence: "sequence" in entry ? entry.sequence : null,
    endpoint,
    id,
    receivedAt: toIso(receivedAt),
    outcome,
    type,
    venue,
    reason: reason === null ? null : maskText(reason),
    attempts: "attempts" in entry ? entry.attempts : 0,
  }
}

function versionNow(): string {
  const versions = [...storesInUse()].map(([id, { version }]) => [id, version ?? Date.now()])
  return JSON.stringify([started, ...versions])
}

function positionIn(before: string): LogPosition {
  if (before === "") return {}
  try {
    return position.parse(JSON.parse(before))
  } catch {
    throw new WebhookError("invalid-parameters")
  }
}

async function isWanted({ store, entry }: LogLine, { endpoint, outcome, search }: Query): Promise<boolean> {
  if (endpoint !== "" && entry.endpoint !== endpoint) return false
  if (outcome !== "" && entry.outcome !== outcome) return false
  if (search === "") return true
  const line = [entry.id, entry.type, entry.venue].join(" ").toLowerCase()
  return line.includes(search) || ("sequence" in entry && (await saysOf(store, entry)).includes(search))
}

/** All that a delivery says, in lower case: as it came, and as it was read. */
async function saysOf(store: string, { sequence }: LoggedDelivery): Promise<string> {
  const delivery = await storesInUse().get(store)?.read(sequence)
  if (!delivery) return ""
  const event = await eventOf(delivery)
  return (event ? JSON.stringify(event) : delivery.content.toString()).toLowerCase()
}
