// Many asks, one commit: and nobody hears of success before it is on disk.
import assert from "node:assert/strict"
import { WebhookError } from "../../../dist/shared/core/errors.js"
import { GroupCommit } from "../../../dist/store/drivers/group-commit.js"

/** Writes into a list, as far as its transactions are committed. */
function bench(commit: (written: string[]) => void = () => {}) {
  const transactions: string[][] = []
  const commits = new GroupCommit<string[]>((work) => {
    const written: string[] = []
    work(written)
    commit(written)
    transactions.push(written)
  })
  const write = (text: string) =>
    commits.add((written) => {
      written.push(text)
      return transactions.length
    })
  return { commits, transactions, write }
}

describe("a group commit", () => {
  it("takes what is asked within one turn together", async () => {
    const { transactions, write } = bench()
    await Promise.all([write("a"), write("b"), write("c")])
    assert.deepEqual(transactions, [["a", "b", "c"]])
    await write("d")
    assert.deepEqual(transactions, [["a", "b", "c"], ["d"]])
  })

  it("tells nobody of success before the commit", async () => {
    let isCommitted = false
    const { write } = bench(() => {
      isCommitted = true
    })
    const told = write("a").then(() => isCommitted)
    assert.equal(isCommitted, false)
    assert.equal(await told, true)
  })

  it("fails all that were in a commit that failed, and none after it", async () => {
    let isDiskFull = true
    const { transactions, write } = bench(() => {
      if (isDiskFull) throw new Error("disk full")
    })
    const results = await Promise.allSettled([write("a"), write("b")])
    assert.deepEqual(
      results.map(({ status }) => status),
      ["rejected", "rejected"],
    )
    isDiskFull = false
    await write("c")
    assert.deepEqual(transactions, [["c"]])
  })

  it("fails only the one that may not be done", async () => {
    const { commits, transactions, write } = bench()
    const full = commits.add(() => {
      throw new WebhookError("store-full")
    })
    const results = await Promise.allSettled([write("a"), full, write("b")])
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    )
    assert.deepEqual(transactions, [["a", "b"]])
  })

  it("commits at once when it is told to, and only once", async () => {
    const { commits, transactions, write } = bench()
    const written = write("a")
    commits.flush()
    assert.deepEqual(transactions, [["a"]])
    await written
    commits.flush()
    assert.deepEqual(transactions, [["a"]])
  })
})
