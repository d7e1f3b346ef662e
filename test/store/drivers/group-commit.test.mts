// Many asks, one commit: and nobody hears of success before it is on disk.
import assert from "node:assert/strict"
import { EventEmitter, once } from "node:events"
import { setImmediate as turn } from "node:timers/promises"
import { WebhookError } from "../../../dist/shared/core/errors.js"
import { GroupCommit } from "../../../dist/store/drivers/group-commit.js"

/** Writes into a list, as far as its transactions are committed. */
function bench(commit: (written: string[]) => void = () => {}, sync = async () => {}) {
  const transactions: string[][] = []
  const commits = new GroupCommit<string[]>((work) => {
    const written: string[] = []
    work(written)
    commit(written)
    transactions.push(written)
  }, sync)
  const write = (text: string) =>
    commits.add((written) => {
      written.push(text)
      return transactions.length
    })
  return { commits, transactions, write }
}

/** Whose syncs end when they are told to. */
function slowDisk() {
  const syncs = new EventEmitter()
  let pending: ((error?: Error) => void) | undefined
  return {
    sync: () =>
      new Promise<void>((resolve, reject) => {
        pending = (error) => (error ? reject(error) : resolve())
        syncs.emit("begun")
      }),
    async syncing() {
      if (!pending) await once(syncs, "begun")
    },
    done(error?: Error) {
      const end = pending
      pending = undefined
      end?.(error)
    },
  }
}

describe("a group commit", () => {
  it("takes what is asked within one turn together", async () => {
    const { transactions, write } = bench()
    await Promise.all([write("a"), write("b"), write("c")])
    assert.deepEqual(transactions, [["a", "b", "c"]])
    await write("d")
    assert.deepEqual(transactions, [["a", "b", "c"], ["d"]])
  })

  it("tells nobody of success before the disk has it", async () => {
    const disk = slowDisk()
    const { write, transactions } = bench(undefined, disk.sync)
    let isTold = false
    const told = write("a").then(() => {
      isTold = true
    })
    await disk.syncing()
    await turn()
    assert.deepEqual(transactions, [["a"]])
    assert.equal(isTold, false)
    disk.done()
    await told
  })

  it("takes together what is asked while the disk is busy", async () => {
    const disk = slowDisk()
    const { write, transactions } = bench(undefined, disk.sync)
    const first = write("a")
    await disk.syncing()
    const others = [write("b")]
    await turn()
    others.push(write("c"))
    disk.done()
    await first
    await disk.syncing()
    disk.done()
    await Promise.all(others)
    assert.deepEqual(transactions, [["a"], ["b", "c"]])
  })

  it("writes nothing while the disk is busy, however long that takes", async () => {
    const disk = slowDisk()
    const { write, transactions } = bench(undefined, disk.sync)
    const first = write("a")
    await disk.syncing()
    const others: Promise<number>[] = []
    for (const text of ["b", "c", "d", "e"]) {
      others.push(write(text))
      for (let turns = 0; turns < 5; turns++) await turn()
    }
    assert.deepEqual(transactions, [["a"]])
    disk.done()
    await first
    await disk.syncing()
    disk.done()
    await Promise.all(others)
  })

  it("undoes what failed, on the disk or before, and nothing else, before it tells of it", async () => {
    const disk = slowDisk()
    let isDiskFull = true
    const { commits } = bench(() => {
      if (isDiskFull) throw new Error("disk full")
    }, disk.sync)
    const heard: string[] = []
    const ask = (text: string) =>
      commits
        .add(() => text, { undo: () => heard.push(`${text} undone`) })
        .then(
          () => heard.push(`${text} done`),
          () => heard.push(`${text} failed`),
        )
    await ask("first")
    isDiskFull = false
    const second = ask("second")
    await disk.syncing()
    disk.done(new Error("disk full"))
    await second
    const third = ask("third")
    await disk.syncing()
    disk.done()
    await third
    assert.deepEqual(heard, ["first undone", "first failed", "second undone", "second failed", "third done"])
  })

  it("fails all that the disk did not take, and none after it", async () => {
    const disk = slowDisk()
    const { write } = bench(undefined, disk.sync)
    const refused = assert.rejects(write("a"), /disk full/)
    await disk.syncing()
    const waiting = write("b")
    disk.done(new Error("disk full"))
    await refused
    await disk.syncing()
    disk.done()
    await waiting
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

  it("takes so many at a time that others have their turns between, in the order in which they came", async () => {
    const { transactions, write } = bench()
    const texts = Array.from({ length: 1000 }, (_, number) => String(number))
    await Promise.all(texts.map(write))
    assert.deepEqual(transactions.flat(), texts)
    assert.ok(transactions.length > 1 && transactions.every(({ length }) => length <= 400))
  })

  it("takes so many bytes at a time, but at least one of whatever size", async () => {
    const { commits, transactions } = bench()
    const sizes = [1_000_000, 1_000_000, 1_000_000, 3_000_000, 10, 10]
    const add = (bytes: number) => commits.add((written) => written.push(String(bytes)), { bytes })
    await Promise.all(sizes.map(add))
    assert.deepEqual(transactions, [["1000000", "1000000"], ["1000000"], ["3000000"], ["10", "10"]])
  })

  it("goes on with the others where so many ask that they are several commits, and one fails", async () => {
    let isDiskFull = true
    const { transactions, write } = bench(() => {
      if (!isDiskFull) return
      isDiskFull = false
      throw new Error("disk full")
    })
    const texts = Array.from({ length: 1000 }, (_, number) => String(number))
    const results = await Promise.allSettled(texts.map(write))
    const kept = texts.filter((_, number) => results[number]?.status === "fulfilled")
    assert.equal(kept.length, 600)
    assert.deepEqual(transactions.flat(), kept)
  })

  it("has a lull, for what nobody waits for, while the disk is busy", async () => {
    const disk = slowDisk()
    const { commits, transactions, write } = bench(undefined, disk.sync)
    const seen: string[][] = []
    const lull = commits.lull().then(() => {
      seen.push(...transactions)
    })
    const written = write("a")
    await disk.syncing()
    await lull
    assert.deepEqual(seen, [["a"]])
    disk.done()
    await written
  })

  it("has one soon where nothing is to be written, and where a commit fails", async () => {
    const { commits, write } = bench(() => {
      throw new Error("disk full")
    })
    await commits.lull()
    const refused = assert.rejects(write("a"))
    await commits.lull()
    await refused
  })

  it("waits where it had better, and has its lull meanwhile", async () => {
    const written: string[] = []
    let goOn = () => {}
    let pause: Promise<void> | undefined = new Promise((resolve) => {
      goOn = () => {
        pause = undefined
        resolve()
      }
    })
    const commits = new GroupCommit<string[]>(
      (work) => work(written),
      async () => {},
      () => pause,
    )
    const told = commits.add((list) => list.push("a"))
    await commits.lull()
    await turn()
    assert.deepEqual(written, [])
    goOn()
    await told
    assert.deepEqual(written, ["a"])
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
