import type { LoggedDelivery, LoggedNotice, Notice, Store } from "../../shared/core/store"
import { NOTICES } from "./ledger-store"
import type { RedisConnection } from "./redis-connection"
import { CHUNK, deliveryOf, GROUP, listOf, logged } from "./redis-entries"

/** The log in a Redis: the stream of the inbox, read backwards, and beside it the lines of requests that were not kept. */
export class RedisLog implements Pick<Store, "history" | "failed" | "note" | "notices"> {
  readonly #connection: RedisConnection

  constructor(connection: RedisConnection) {
    this.#connection = connection
  }

  async history(before: number, limit: number): Promise<LoggedDelivery[]> {
    const from = Number.isFinite(before) ? `(${before}-0` : "+"
    const entries = await this.#connection.readBack(this.#connection.key("inbox"), from, limit)
    const sequences = entries.map(({ id }) => Number.parseInt(id, 10))
    if (sequences.length === 0) return []
    const reply = await this.#connection.run("standing", this.#keys, [GROUP, ...sequences])
    const standings = listOf(reply).map(listOf)
    return entries.flatMap(({ fields }, index) => {
      const delivery = deliveryOf(fields)
      return delivery ? [logged(delivery, sequences[index] ?? 0, standings[index] ?? [])] : []
    })
  }

  async failed(): Promise<number[]> {
    const lists = await Promise.all(
      ["dead", "due"].map((name) => this.#connection.send(["HKEYS", this.#connection.key(name)])),
    )
    return lists.flatMap(listOf).map(Number)
  }

  async note(notices: readonly Notice[]): Promise<void> {
    const lines = notices.map((notice) => JSON.stringify(notice))
    await this.#connection.run("note", this.#noticeKeys, [NOTICES, ...lines])
  }

  async notices(before: number, limit: number): Promise<LoggedNotice[]> {
    const below = Math.min(before, Number.MAX_SAFE_INTEGER)
    const lines = listOf(await this.#connection.run("notices", this.#noticeKeys, [below, limit]))
    return lines.map(String).map((line) => {
      const notice = JSON.parse(line.slice(line.indexOf(" "))) as Notice
      return { ...notice, number: Number.parseInt(line, 10) }
    })
  }

  /**
   * What the log shows no more goes, a little at a time.
   *
   * @param before milliseconds since 1970: what is handled goes if it is older, or more than `handled`
   */
  async trim(before: number, handled: number): Promise<void> {
    let from = "-"
    do {
      from = String(await this.#connection.run("trim", this.#keys, [GROUP, before, handled, from, CHUNK]))
    } while (from !== "")
  }

  get #keys(): string[] {
    return ["inbox", "dead", "reason", "attempts"].map((name) => this.#connection.key(name))
  }

  get #noticeKeys(): string[] {
    return ["notices", "notice"].map((name) => this.#connection.key(name))
  }
}
