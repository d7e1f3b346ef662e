import { join } from "node:path"
import { Worker } from "node:worker_threads"

/**
 * How many rows, or how many commits, are written between two checkpoints: small commits write most pages for a row. Rows are
 * counted with every so many commits, since to ask for them costs as much as to write some.
 */
const ROWS = 4000
const COMMITS = 500
const COUNTED = 4

/** How often the thread moves what was written meanwhile, before commits wait for it to move the rest. */
const PASSES = 2

/** The longest that commits wait for that, in milliseconds. */
const LONGEST_PAUSE = 20

/** SQLite needs little; megabytes. */
const MEMORY = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 }

/**
 * Moves what the write-ahead log holds into the database in a thread of its own, since nothing else has its turn while
 * that waits for the disk. The thread begins with the first load that is worth it, and sleeps between.
 *
 * SQLite begins the log anew with the first commit that finds all of it moved. Under load none does, and when the log has
 * become long SQLite moves the rest within a commit, 10 to 15 ms in which nothing else has its turn. So commits wait a
 * moment for the last of it; where the disk is too slow for that, SQLite still does it.
 */
export class Checkpoints {
  readonly #path: string
  readonly #onDone: () => void
  #worker: Worker | undefined
  #isBusy = false
  #passes = 0
  /** Milliseconds of a clock that nobody sets. */
  #begun = 0
  #pause: { over: Promise<void>; end: () => void } | undefined
  #rows = 0
  #commits = 0

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

  /** Told of each commit. `rowsOf`: how many rows were written in all. */
  consider(rowsOf: () => number): void {
    if (++this.#commits % COUNTED !== 0 || this.#isBusy) return
    const rows = rowsOf()
    if (rows - this.#rows < ROWS && this.#commits < COMMITS) return
    this.#rows = rows
    this.#commits = 0
    this.#isBusy = true
    this.#passes = 0
    this.#worker ??= this.#start()
    this.#beginPass()
  }

  async end(): Promise<void> {
    this.#pause?.end()
    this.#worker?.removeAllListeners("message")
    await this.#worker?.terminate()
  }

  #beginPass(): void {
    this.#begun = performance.now()
    this.#worker?.postMessage("checkpoint")
  }

  #passed(): void {
    this.#passes++
    if (this.#passes > PASSES) this.#finish()
    else {
      // A disk that is slower would not be done in time.
      const isFast = performance.now() - this.#begun < LONGEST_PAUSE
      if (this.#passes === PASSES && isFast) this.#beginPause()
      this.#beginPass()
    }
  }

  #finish(): void {
    this.#pause?.end()
    this.#isBusy = false
    this.#onDone()
  }

  #beginPause(): void {
    let end = () => {}
    const over = new Promise<void>((resolve) => {
      const timer = setTimeout(() => end(), LONGEST_PAUSE)
      end = () => {
        clearTimeout(timer)
        this.#pause = undefined
        resolve()
      }
    })
    this.#pause = { over, end }
  }

  #start(): Worker {
    const worker = new Worker(join(__dirname, "checkpoint-thread.js"), {
      workerData: this.#path,
      resourceLimits: MEMORY,
      execArgv: ["--disable-warning=ExperimentalWarning"], // of node:sqlite, said once already
    })
    worker.unref()
    worker.on("message", () => this.#passed())
    // Then SQLite does it itself, when the log has become long.
    worker.on("error", () => {})
    return worker
  }
}
