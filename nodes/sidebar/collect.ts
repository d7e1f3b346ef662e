// One page of the list from as many answers as it takes: a search looks at a bounded number of rows per request,
// so an answer may hold few entries, or none, although there are more.
import type { LogPage } from "./contract"

/** How many entries are shown at once, however long the log is. */
export const PAGE_LENGTH = 100

/** After so many requests it is up to the user whether to look further. */
export const REQUESTS_PER_PAGE = 20

export interface Collecting {
  /** Reads on from a cursor, at most so many entries. */
  read: (before: string, limit: number) => Promise<LogPage>
  /** Is told what there is so far, and says whether more is wanted. */
  goOn: (page: LogPage) => boolean
}

/** Resolves to a full page, or to a shorter one at the log's end, after so many requests, or where no more is wanted. */
export async function collectPage(first: LogPage, { read, goOn }: Collecting): Promise<LogPage> {
  let page = first
  for (let requests = 1; page.next !== null && requests < REQUESTS_PER_PAGE; requests += 1) {
    const missing = PAGE_LENGTH - page.entries.length
    if (missing <= 0 || !goOn(page)) break
    const { entries, next } = await read(page.next, missing)
    page = { version: page.version, entries: [...page.entries, ...entries], next }
  }
  return page
}
