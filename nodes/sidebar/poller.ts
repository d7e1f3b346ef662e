// Asks again and again, while it is wanted.

const SHORTEST_PAUSE = 2_000
const LONGEST_PAUSE = 30_000

/** A server that takes its time is left alone ten times as long; one that fails, longer each time. */
function pauseAfter(took: number, failures: number): number {
  return Math.min(Math.max(SHORTEST_PAUSE, took * 10) * 2 ** failures, LONGEST_PAUSE)
}

export class Poller {
  readonly #task: () => Promise<boolean>
  #timer: ReturnType<typeof setTimeout> | undefined
  #isWanted = false
  #isBusy = false
  #failures = 0

  /** @param task is never run twice at once; resolves to whether it worked */
  constructor(task: () => Promise<boolean>) {
    this.#task = task
  }

  start(): void {
    if (this.#isWanted) return
    this.#isWanted = true
    void this.#run()
  }

  stop(): void {
    this.#isWanted = false
    clearTimeout(this.#timer)
  }

  async #run(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    const start = Date.now()
    const works = await this.#task().finally(() => {
      this.#isBusy = false
    })
    this.#failures = works ? 0 : this.#failures + 1
    if (!this.#isWanted) return
    this.#timer = setTimeout(() => void this.#run(), pauseAfter(Date.now() - start, this.#failures))
  }
}
