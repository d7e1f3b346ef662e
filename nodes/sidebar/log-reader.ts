// Which part of the log is shown: the filter, the page, and how it is brought up to date.
import { collectPage, PAGE_LENGTH } from "./collect"
import type { LogPage } from "./contract"
import { EVERYTHING, type Filter, logPath, type Position } from "./query"

/** Answers null where nothing has changed since the version asked for. */
export type ReadLog = (path: string, signal: AbortSignal) => Promise<LogPage | null>

export interface Shown {
  page: LogPage
  filter: Filter
  /** The first page, which follows what comes in. */
  isNewest: boolean
  /** More requests are under way for this page. */
  isSearching: boolean
  /** What was shown before, brought up to date: nobody has asked for it. */
  isUpdate: boolean
}

export class LogReader {
  readonly #read: ReadLog
  readonly #show: (shown: Shown) => void
  #filter = EVERYTHING
  /** Where the pages up to the shown one begin; null is the log's newest end. */
  #starts: (string | null)[] = [null]
  #page: LogPage | null = null
  #request = new AbortController()
  #isBusy = false
  #isStopped = false

  constructor(read: ReadLog, show: (shown: Shown) => void) {
    this.#read = read
    this.#show = show
  }

  /** Brings the first page up to date; older ones do not change under the reader's eyes. */
  async poll(): Promise<void> {
    if (this.#isBusy || (this.#starts.length > 1 && this.#page !== null)) return
    await this.#load(this.#page?.version ?? null)
  }

  async find(filter: Filter): Promise<void> {
    this.#filter = filter
    await this.newest()
  }

  async newest(): Promise<void> {
    this.#starts = [null]
    await this.#load(null)
  }

  /** The page after the shown one; in a search that was stopped it goes on where that stopped. */
  async older(): Promise<void> {
    if (!this.#page || this.#page.next === null) return
    this.#starts.push(this.#page.next)
    await this.#load(null)
  }

  async newer(): Promise<void> {
    if (this.#starts.length > 1) this.#starts.pop()
    await this.#load(null)
  }

  /** What is shown, once more: for when the user has changed something. */
  async again(): Promise<void> {
    await this.#load(null)
  }

  /** Searches no further on this page. */
  stopSearching(): void {
    this.#isStopped = true
  }

  /** Drops the requests under way; what they were to bring is missing until the next poll. */
  abandon(): void {
    if (this.#isBusy) this.#page = null
    this.#request.abort()
  }

  async #load(version: string | null): Promise<void> {
    this.#request.abort()
    this.#request = new AbortController()
    const { signal } = this.#request
    this.#isBusy = true
    this.#isStopped = false
    try {
      await this.#collect(version, signal)
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      if (this.#request.signal === signal) this.#isBusy = false
    }
  }

  async #collect(version: string | null, signal: AbortSignal): Promise<void> {
    const isUpdate = version !== null
    const read = async (position: Position) => {
      const page = await this.#read(logPath(this.#filter, position), signal)
      signal.throwIfAborted()
      return page
    }
    const first = await read({ limit: PAGE_LENGTH, before: this.#starts.at(-1) ?? null, version })
    if (first === null) return
    const page = await collectPage(first, {
      read: async (before, limit) => (await read({ before, limit })) ?? { ...first, entries: [], next: null },
      goOn: (sofar) => {
        const isSearching = !this.#isStopped
        if (!isUpdate) this.#tell({ page: sofar, isSearching, isUpdate })
        return isSearching
      },
    })
    this.#tell({ page, isSearching: false, isUpdate })
  }

  #tell(state: Pick<Shown, "page" | "isSearching" | "isUpdate">): void {
    this.#page = state.page
    this.#show({ ...state, filter: this.#filter, isNewest: this.#starts.length === 1 })
  }
}
