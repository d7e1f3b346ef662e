import { join } from "node:path"
import { Worker } from "node:worker_threads"
import { z } from "zod"

/** How many pages are written between two checkpoints, about. */
const PAGES = 2500

/** Pages that every commit writes. */
const PER_COMMIT = 5

/**
 * Pages that each job adds: an event half a one, a claim among millions three. It is learned from the log's length, upwards at
 * once and downwards slowly: a log that SQLite itself has begun anew looks short.
 */
const PER_JOB = { first: 3, least: 0.4, descent: 0.8 }

/** How often the thread moves what was written meanwhile, before commits wait for it to move the rest. */
const PASSES = 2

/** With so many pages in the log, about, commits wait at once: SQLite would move 8000 itself. */
const LONG_LOG = 6000

/** The longest that commits wait, in milliseconds. */
const LONGEST_PAUSE = 1000

/** How long, in milliseconds, SQLite does it itself, when the log has become long, after the thread broke. */
const REST = 60_000

/** SQLite needs little; megabytes. */
const MEMORY = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 }

/** What SQLite says of a checkpoint: how many pages the log had, and how many of them are in the database; -1 where another runs. */
const result = z.object({ log: z.number(), checkpointed: z.number() })

/**
 * Moves what the write-ahead log holds into the database in a thread of its own, since nothing else has its turn while
 * that waits for the disk. The thread begins with the first load that is worth it, and sleeps between.
 *
 * SQLite begins the log anew with the first commit that finds all of it moved. Under load none does, and when the log has
 * become long SQLite moves the rest within a commit: tens of milliseconds in which nothing else has its turn. So the commits,
 * and nothing else, wait for the last of it, a second at most.
 */
export class Checkpoints {
  readonly #path: string
  readonly #onDone: () => void
  #worker: Worker | undefined
  #isBusy = false
  #passes = 0
  /** Whether nothing is written while this pass goes on. */
  #isLast = false
  #pause: { over: Promise<void>; end: () => void } | undefined
  #perJob = PER_JOB.first
  /** Since the last checkpoint ended. */
  #written = { commits: 0, jobs: 0 }
  /** Before the first pass began. */
  #before = { commits: 0, jobs: 0 }
  /** Pages that the last checkpoint left in the log. */
  #left = 0
  /** Milliseconds of a clock that nobody sets. */
  #restsUntil = 0

  /** @param onDone called after each */
  constructor(path: string, onDone: () => void) {
    this.#path = path
    this.#onDone = onDone
  }

  get isBusy(): boolean {
    return this.#isBusy
  }

  /** Resolves when commits may go on, if now they had better wait. */
  get pause(): Promise<void> | undefined {
    return this.#pause?.over
  }

  /** Told of each commit, and how much was asked of it. */
  consider(jobs: number): void {
    this.#written.commits++
    this.#written.jobs += jobs
    const pages = PER_COMMIT * this.#written.commits + this.#perJob * this.#written.jobs
    if (this.#isBusy) {
      if (this.#left + pages > LONG_LOG) this.#beginPause()
    } else if (pages >= PAGES && performance.now() >= this.#restsUntil) this.#begin()
  }

  async end(): Promise<void> {
    this.#pause?.end()
    this.#worker?.removeAllListeners("message")
    await this.#worker?.terminate()
  }

  #begin(): void {
    this.#before = { ...this.#written }
    this.#isBusy = true
    this.#passes = 0
    try {
      this.#worker ??= this.#start()
      this.#beginPass()
    } catch {
      this.#break()
    }
  }

  #beginPass(): void {
    this.#isLast = this.#pause !== undefined
    this.#worker?.postMessage("checkpoint")
  }

  #passed({ log, checkpointed }: z.infer<typeof result>): void {
    this.#passes++
    if (this.#passes === 1 && log >= 0) this.#learn(log)
    if (this.#isLast) this.#finish(log >= 0 && checkpointed === log ? 0 : Math.max(log, this.#left))
    else {
      if (this.#passes >= PASSES) this.#beginPause()
      this.#beginPass()
    }
  }

  #learn(pages: number): void {
    const { commits, jobs } = this.#before
    const seen = (pages - this.#left - PER_COMMIT * commits) / jobs
    this.#perJob = Math.max(seen, this.#perJob * PER_JOB.descent, PER_JOB.least)
  }

  #finish(left: number): void {
    this.#written = { commits: 0, jobs: 0 }
    this.#left = left
    this.#pause?.end()
    this.#isBusy = false
    this.#onDone()
  }

  #break(): void {
    this.#worker = undefined
    this.#restsUntil = performance.now() + REST
    if (this.#isBusy) this.#finish(0)
  }

  #beginPause(): void {
    if (this.#pause) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const end = () => {
      clearTimeout(timer)
      this.#pause = undefined
      resolve()
    }
    const timer = setTimeout(end, LONGEST_PAUSE)
    this.#pause = { over: promise, end }
  }

  #start(): Worker {
    const worker = new Worker(join(__dirname, "checkpoint-thread.js"), {
      workerData: this.#path,
      resourceLimits: MEMORY,
      execArgv: ["--disable-warning=ExperimentalWarning"], // of node:sqlite, said once already
    })
    worker.unref()
    worker.on("message", (told) => this.#passed(result.parse(told)))
    worker.on("error", () => this.#break())
    return worker
  }
}
