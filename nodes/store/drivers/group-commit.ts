import { WebhookError } from "../../shared/core/errors"
import { countWithin } from "./count-within"

/** The longest, in milliseconds, that the first of a commit waits for others which come turn after turn. */
const LONGEST_WAIT = 3

/** How many jobs, and bytes, go into one commit, in which nothing else has its turn: what is more goes into the next. */
const MOST = { jobs: 400, bytes: 2_097_152 }

/** After so many turns of the event loop without anything to write, no commit is expected. */
const QUIET_TURNS = 3

/** Runs some work, which does so many jobs, in a transaction. */
type Transact<Context> = (work: (context: Context) => void, jobs: number) => void

/** What somebody asked for. */
interface Job<Context> {
  /** That it writes, where they are many. */
  readonly bytes: number
  run(context: Context): void
  /** Tells whoever asked what came of it; only once it is durable. */
  settle(): void
  fail(error: unknown): void
}

/** `undo` is called where the commit failed, before whoever asked is told; it must not throw. */
type Options = { bytes?: number; undo?: () => void }

/** A job with the promise of its result. */
class Asked<Context, Result> implements Job<Context> {
  readonly bytes: number
  readonly #work: (context: Context) => Result
  readonly #undo: (() => void) | undefined
  readonly #answer = Promise.withResolvers<Result>()
  #outcome: { result: Result } | { error: WebhookError } | undefined

  constructor(work: (context: Context) => Result, { bytes = 0, undo }: Options) {
    this.bytes = bytes
    this.#work = work
    this.#undo = undo
  }

  get promise(): Promise<Result> {
    return this.#answer.promise
  }

  run(context: Context): void {
    try {
      this.#outcome = { result: this.#work(context) }
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error
      this.#outcome = { error }
    }
  }

  settle(): void {
    if (!this.#outcome) return
    if ("error" in this.#outcome) this.#answer.reject(this.#outcome.error)
    else this.#answer.resolve(this.#outcome.result)
  }

  fail(error: unknown): void {
    this.#undo?.()
    this.#answer.reject(error)
  }
}

/**
 * Collects what is asked into one transaction: a burst costs one sync to disk instead of one each, and nobody hears of
 * success before it is durable. While one is synced, the next is collected: the slower the disk, the more at a time.
 */
export class GroupCommit<Context> {
  readonly #transact: Transact<Context>
  readonly #sync: () => Promise<void>
  readonly #pause: () => Promise<void> | undefined
  #jobs: Job<Context>[] = []
  #syncing = 0
  #lull: PromiseWithResolvers<void> | undefined

  /**
   * @param transact runs some work in a transaction, or throws
   * @param sync resolves once what was done in transactions so far is durable
   * @param pause resolves when the next commit may begin, if now it had better wait
   */
  constructor(
    transact: Transact<Context>,
    sync: () => Promise<void>,
    pause: () => Promise<void> | undefined = () => undefined,
  ) {
    this.#transact = transact
    this.#sync = sync
    this.#pause = pause
  }

  /** Does some work in the next commit. A WebhookError that it throws is its own; any other fails the commit. */
  add<Result>(work: (context: Context) => Result, options: Options = {}): Promise<Result> {
    const asked = new Asked(work, options)
    if (this.#jobs.length === 0) this.#commitSoon()
    this.#jobs.push(asked)
    return asked.promise
  }

  /** Resolves while the next commit is synced, which the processor would spend waiting, or soon where none is to come. */
  lull(): Promise<void> {
    if (!this.#lull) {
      this.#lull = Promise.withResolvers()
      this.#lookForLull()
    }
    return this.#lull.promise
  }

  /** Commits what has been asked so far. */
  flush(): void {
    this.#commit(this.#jobs.splice(0))
  }

  #commit(jobs: Job<Context>[]): void {
    if (jobs.length === 0) return
    const fail = (error: unknown) => {
      for (const job of jobs) job.fail(error)
    }
    try {
      this.#transact((context) => {
        for (const job of jobs) job.run(context)
      }, jobs.length)
    } catch (error) {
      fail(error)
      this.#tellOfLull()
      if (this.#jobs.length > 0) this.#commitSoon()
      return
    }
    this.#syncing++
    this.#sync()
      .then(() => {
        for (const job of jobs) job.settle()
      }, fail)
      .finally(() => {
        this.#syncing--
        this.#commitSoon()
      })
    this.#tellOfLull()
  }

  #flushAfterPause(): void {
    if (this.#syncing > 0) return // its end begins the next
    const pause = this.#pause()
    if (pause) {
      this.#tellOfLull()
      void pause.then(() => this.#flushAfterPause())
    } else this.#commit(this.#jobs.splice(0, countWithin(MOST.bytes, this.#jobs.slice(0, MOST.jobs))))
  }

  #lookForLull(): void {
    let turns = 0
    const look = () => {
      if (this.#jobs.length > 0) return // their commit tells
      if (++turns >= QUIET_TURNS) this.#tellOfLull()
      else setImmediate(look)
    }
    setImmediate(look)
  }

  #tellOfLull(): void {
    this.#lull?.resolve()
    this.#lull = undefined
  }

  /**
   * With whatever else comes in this turn of the event loop, and in the next as long as each brings more: a commit costs as much
   * as many events. What is being synced goes first.
   */
  #commitSoon(): void {
    if (this.#syncing > 0) return
    const deadline = performance.now() + LONGEST_WAIT
    let seen = 0
    const look = () => {
      if (this.#jobs.length === seen || performance.now() > deadline) return this.#flushAfterPause()
      seen = this.#jobs.length
      setImmediate(look)
    }
    setImmediate(look)
  }
}
