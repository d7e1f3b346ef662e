import { WebhookError } from "../../shared/core/errors"

type Job<Context> = {
  run: (context: Context) => void
  /** Tells whoever asked what came of it; only after the commit. */
  settle: () => void
  reject: (error: unknown) => void
}

/**
 * Collects what is asked within one turn of the event loop into one transaction: a burst costs one sync to disk
 * instead of one each, and nobody hears of success before it is durable.
 */
export class GroupCommit<Context> {
  readonly #transact: (work: (context: Context) => void) => void
  #jobs: Job<Context>[] = []

  /** @param transact runs some work in a transaction and returns once it is durable, or throws */
  constructor(transact: (work: (context: Context) => void) => void) {
    this.#transact = transact
  }

  /** Does some work in the next commit. A WebhookError that it throws is its own; any other fails the commit. */
  add<Result>(work: (context: Context) => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      let settle = () => {}
      const run = (context: Context) => {
        try {
          const result = work(context)
          settle = () => resolve(result)
        } catch (error) {
          if (!(error instanceof WebhookError)) throw error
          settle = () => reject(error)
        }
      }
      if (this.#jobs.length === 0) setImmediate(() => this.flush())
      this.#jobs.push({ run, settle: () => settle(), reject })
    })
  }

  /** Commits what has been asked so far. */
  flush(): void {
    const jobs = this.#jobs
    if (jobs.length === 0) return
    this.#jobs = []
    try {
      this.#transact((context) => {
        for (const job of jobs) job.run(context)
      })
    } catch (error) {
      for (const job of jobs) job.reject(error)
      return
    }
    for (const job of jobs) job.settle()
  }
}
