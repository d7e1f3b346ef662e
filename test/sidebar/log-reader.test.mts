import assert from "node:assert/strict"
import type { LogPage } from "../../nodes/sidebar/contract.ts"
import type { Shown } from "../../nodes/sidebar/log-reader.ts"
import { load } from "../editor/load.mts"
import { entries, page } from "./entry.mts"

const { LogReader } = await load<typeof import("../../nodes/sidebar/log-reader.ts")>("log-reader", "sidebar")

type Answer = (query: URLSearchParams) => LogPage | null | Promise<LogPage | null>

/** A reader of a log that answers so, what it asked for and what it showed. */
function readerOf(answer: Answer) {
  const asked: Record<string, string>[] = []
  const shown: Shown[] = []
  const reader = new LogReader(
    async (path) => {
      const query = new URL(path, "http://localhost").searchParams
      asked.push(Object.fromEntries(query))
      return answer(query)
    },
    (state) => shown.push(state),
  )
  return { reader, asked, shown }
}

/** A log of so many entries, of which each request looks at a bounded number. */
function logOf(count: number, looksAt: number, isWanted: (sequence: number) => boolean = () => true): Answer {
  return (query) => {
    const from = Number(query.get("before") ?? count)
    const to = Math.max(from - looksAt, 0)
    const found = entries(from - to, from).filter(({ sequence }) => isWanted(sequence ?? 0))
    const limit = Number(query.get("limit"))
    const kept = found.slice(0, limit)
    const last = kept.length === limit ? (kept.at(-1)?.sequence ?? 1) - 1 : to
    return page({ entries: kept, next: last > 0 ? String(last) : null })
  }
}

describe("the part of the log that is shown", () => {
  it("is one page of a log, however long that is", async () => {
    const { reader, asked, shown } = readerOf(logOf(100_000, 1_000))
    await reader.poll()
    assert.deepEqual(asked, [{ limit: "100" }])
    assert.equal(shown.at(-1)?.page.entries.length, 100)
  })

  it("is asked for again with the version that is known, and left alone while nothing changes", async () => {
    const { reader, asked, shown } = readerOf((query) => (query.has("version") ? null : page()))
    await reader.poll()
    await reader.poll()
    assert.deepEqual(asked, [{ limit: "100" }, { limit: "100", version: "1" }])
    assert.equal(shown.length, 1)
  })

  it("tells what was asked for from what has only changed", async () => {
    const { reader, shown } = readerOf(() => page())
    await reader.poll()
    await reader.poll()
    await reader.again()
    assert.deepEqual(
      shown.map(({ isUpdate }) => isUpdate),
      [false, true, false],
    )
  })

  it("goes back to older pages and forth again, and does not change under the reader's eyes there", async () => {
    const { reader, asked, shown } = readerOf(logOf(250, 1_000))
    await reader.poll()
    await reader.older()
    assert.equal(shown.at(-1)?.isNewest, false)
    assert.equal(shown.at(-1)?.page.entries[0]?.sequence, 150)
    const requests = asked.length
    await reader.poll()
    assert.equal(asked.length, requests)
    await reader.older()
    assert.equal(shown.at(-1)?.page.entries.length, 50)
    await reader.older()
    assert.equal(shown.at(-1)?.page.entries.length, 50, "there is nothing older")
    await reader.newer()
    await reader.newer()
    assert.equal(shown.at(-1)?.isNewest, true)
    assert.equal(shown.at(-1)?.page.entries[0]?.sequence, 250)
  })

  it("is searched until the page is full, and shows what it has meanwhile", async () => {
    const { reader, asked, shown } = readerOf(logOf(10_000, 1_000, (sequence) => sequence % 20 === 0))
    await reader.find({ endpoint: "", outcome: "", search: "ana" })
    assert.deepEqual(
      shown.map(({ page, isSearching }) => [page.entries.length, isSearching]),
      [
        [50, true],
        [100, false],
      ],
    )
    assert.deepEqual(asked[1], { limit: "50", before: "9000", search: "ana" })
  })

  it("is searched no further than a bounded number of requests, and from there on request", async () => {
    const { reader, asked, shown } = readerOf(logOf(100_000, 1_000, () => false))
    await reader.find({ endpoint: "", outcome: "", search: "nobody" })
    assert.equal(asked.length, 20)
    assert.equal(shown.at(-1)?.isSearching, false)
    await reader.older()
    assert.equal(asked[20]?.before, "80000")
    assert.equal(asked.length, 40)
  })

  it("stops searching when told to, and keeps what was found", async () => {
    const log = logOf(100_000, 1_000, (sequence) => sequence % 1_000 === 0)
    const { reader, asked, shown } = readerOf((query) => {
      if (query.get("before") === "98000") reader.stopSearching()
      return log(query)
    })
    await reader.find({ endpoint: "", outcome: "", search: "ana" })
    assert.equal(asked.length, 3)
    assert.equal(shown.at(-1)?.page.entries.length, 3)
    assert.equal(shown.at(-1)?.isSearching, false)
  })

  it("is what was asked for last, whatever is answered when", async () => {
    const waiting: (() => void)[] = []
    const { reader, shown } = readerOf(async (query) => {
      if (query.get("search") === "slow") await new Promise<void>((resolve) => waiting.push(resolve))
      return page({ entries: entries(query.get("search") === "slow" ? 1 : 2) })
    })
    const slow = reader.find({ endpoint: "", outcome: "", search: "slow" })
    await reader.find({ endpoint: "", outcome: "", search: "fast" })
    for (const answer of waiting) answer()
    await slow
    assert.deepEqual(
      shown.map(({ filter }) => filter.search),
      ["fast"],
    )
  })

  it("is read from the start after it was abandoned half-way", async () => {
    const { reader, asked } = readerOf(async (query) => {
      if (asked.length === 2) reader.abandon()
      return logOf(100_000, 1_000, () => false)(query)
    })
    await reader.poll()
    await reader.poll()
    assert.equal(asked[2]?.version, undefined)
    assert.equal(asked[2]?.before, undefined)
  })

  it("says when it cannot be read", async () => {
    const { reader } = readerOf(() => Promise.reject(new Error("away")))
    await assert.rejects(reader.poll(), /away/)
  })
})
