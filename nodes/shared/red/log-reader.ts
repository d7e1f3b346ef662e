import type { LoggedDelivery, LoggedNotice, Store } from "../core/store"

/** A line of the log, and where it is. */
export type LogLine = { store: string; entry: LoggedDelivery | LoggedNotice }

/** Where a log was read to: of each source the number below which it goes on. */
export type LogPosition = Readonly<Record<string, number>>

/** How many lines are read from a source at a time. */
const CHUNK = 100

/** Deliveries, or notices, of one store. */
type Source = {
  key: string
  before: number
  isOver: boolean
  waiting: { number: number; line: LogLine }[]
  read(before: number): Promise<{ number: number; line: LogLine }[]>
}

/** Reads the logs of several stores as one, newest first. */
export class LogReader {
  readonly #sources: Source[]

  /** @param position where an earlier one stopped; from the newest line on where it is empty */
  constructor(stores: ReadonlyMap<string, Store>, position: LogPosition = {}) {
    // Several nodes may name one place.
    const places = new Map([...stores].map(([id, store]) => [store.place, { id, store }]))
    this.#sources = [...places.values()].flatMap(({ id, store }) => sourcesOf(id, store, position))
  }

  /** The next line, or undefined at the end. */
  async next(): Promise<LogLine | undefined> {
    await this.#fill()
    const newest = this.#sources.reduce<Source | undefined>(
      (found, source) => (timeOf(source) > timeOf(found) ? source : found),
      undefined,
    )
    const taken = newest?.waiting.shift()
    if (newest && taken) newest.before = taken.number
    return taken?.line
  }

  /** Where to go on after the last line, or null at the end. */
  async position(): Promise<LogPosition | null> {
    await this.#fill()
    if (this.#sources.every(({ waiting }) => waiting.length === 0)) return null
    return Object.fromEntries(this.#sources.map(({ key, before }) => [key, before]))
  }

  async #fill(): Promise<void> {
    await Promise.all(this.#sources.map(fill))
  }
}

function sourcesOf(id: string, store: Store, position: LogPosition): Source[] {
  const source = (key: string, read: Source["read"]): Source => {
    const before = position[key] ?? Number.MAX_SAFE_INTEGER
    return { key, before, isOver: false, waiting: [], read }
  }
  return [
    source(`${id} deliveries`, async (before) =>
      (await store.history(before, CHUNK)).map((entry) => ({
        number: entry.sequence,
        line: { store: id, entry },
      })),
    ),
    source(`${id} notices`, async (before) =>
      (await store.notices(before, CHUNK)).map((entry) => ({
        number: entry.number,
        line: { store: id, entry },
      })),
    ),
  ]
}

/** A store in trouble has no lines to show; the others' are shown. */
async function fill(source: Source): Promise<void> {
  if (source.waiting.length > 0 || source.isOver) return
  source.waiting = await source.read(source.before).catch(() => [])
  source.isOver = source.waiting.length < CHUNK
}

function timeOf(source: Source | undefined): number {
  return source?.waiting[0]?.line.entry.receivedAt ?? Number.NEGATIVE_INFINITY
}
