import { join } from "node:path"
import { Worker } from "node:worker_threads"

/** How many rows, or how many commits, are written between two checkpoints: small commits write most pages for a row. */
const ROWS = 4000
const COMMITS = 500

/** SQLite needs little; megabytes. */
const MEMORY = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 }

/**
 * Moves what the write-ahead log holds into the database in a thread of its own, since nothing else has its turn while
 * that waits for the disk. The thread begins with the first load that is worth it, and sleeps between.
 */
export class Checkpoints {
  readonly #path: string
  readonly #onDone: () => void
  #worker: Worker | undefined
  #isBusy = false
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

  /** Told after each commit how many rows were written in all. */
  consider(rows: number): void {
    this.#commits++
    if (this.#isBusy || (rows - this.#rows < ROWS && this.#commits < COMMITS)) return
    this.#rows = rows
    this.#commits = 0
    this.#isBusy = true
    this.#worker ??= this.#start()
    this.#worker.postMessage("checkpoint")
  }

  async end(): Promise<void> {
    this.#worker?.removeAllListeners("message")
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(join(__dirname, "checkpoint-thread.js"), {
      workerData: this.#path,
      resourceLimits: MEMORY,
      execArgv: ["--disable-warning=ExperimentalWarning"], // of node:sqlite, said once already
    })
    worker.unref()
    worker.on("message", () => {
      this.#isBusy = false
      this.#onDone()
    })
    // Then SQLite does it itself, when the log has become long.
    worker.on("error", () => {})
    return worker
  }
}
