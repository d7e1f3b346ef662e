// Vendors under load: several senders at a time, each of which sends an event again until it is answered 200.
import { setTimeout as pause } from "node:timers/promises"
import { objectOf } from "../../test/support/event.mts"
import { send } from "../../test/support/http.mts"
import { purple } from "../../test/support/senders.mts"

const SENDERS = 8

/** Milliseconds after which a sender tries again. */
const RETRY = 50

export class Load {
  /** The ids of the events that were answered 200. */
  readonly acknowledged = new Set<string>()
  readonly #addresses: () => string[]
  readonly #pace: number
  readonly #senders: Promise<void>[]
  #turn = 0
  #stopping = false
  #abandoned = false

  /**
   * @param addresses where to post; with several in turn, as a load balancer does
   * @param pace milliseconds between two events of a sender
   */
  constructor(addresses: () => string[], pace = 0) {
    this.#addresses = addresses
    this.#pace = pace
    this.#senders = Array.from({ length: SENDERS }, () => this.#run())
  }

  /** No new events; resolves when each that was begun is answered 200. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#senders)
  }

  /** No more at all. */
  abandon(): void {
    this.#stopping = true
    this.#abandoned = true
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      await this.#deliver()
      if (this.#pace > 0) await pause(this.#pace)
    }
  }

  async #deliver(): Promise<void> {
    const request = purple.fresh()
    while (!this.#abandoned) {
      const answer = await send(this.#next(), request).catch(() => undefined)
      if (answer?.status === 200) {
        this.acknowledged.add(String(objectOf(answer.json).id))
        return
      }
      await pause(RETRY)
    }
  }

  #next(): string {
    const addresses = this.#addresses()
    this.#turn += 1
    return addresses[this.#turn % addresses.length] ?? ""
  }
}
