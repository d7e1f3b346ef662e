import { randomBytes, randomUUID } from "node:crypto"
import type { Delivery } from "../../shared/core/delivery"
import { WebhookError } from "../../shared/core/errors"
import type {
  Acceptance,
  LoggedDelivery,
  LoggedNotice,
  Notice,
  Redelivery,
  Store,
  StoreLimits,
} from "../../shared/core/store"
import { keyedHash } from "./keyed-hash"
import { LedgerStore } from "./ledger-store"
import { RedisClaims } from "./redis-claims"
import { RedisConnection, type RedisLocation } from "./redis-connection"
import { CHUNK, deliveryOf, fieldsOf, GROUP, idsOf, listOf } from "./redis-entries"
import { RedisLog } from "./redis-log"

/** Milliseconds between two signs of life of an instance, and after which one without any counts as dead. */
const HEARTBEAT = { interval: 5_000, expiry: 15_000 }

/** What the log may take up of the server's memory: handled events, each up to so many bytes. */
const LOG = { handled: 2000, bytes: 16_384 }

/** Milliseconds between two looks for what is kept no more, where less has been handled than the log may hold. */
const TRIM_INTERVAL = 60_000

/**
 * One Redis or Valkey for several instances of Node-RED, which then act as one. The inbox is a stream with a
 * consumer group: what an instance has accepted is its own as long as it lives; when its signs of life end,
 * another takes over what it had not handled.
 */
export class RedisStore extends LedgerStore implements Store {
  readonly place: string
  readonly #connection: RedisConnection
  protected readonly claims: RedisClaims
  readonly #log: RedisLog
  readonly #consumer = randomUUID()
  /** Settled here, and not yet confirmed by the server. */
  readonly #settling = new Set<number>()
  /**
   * Ended here since the last look for what this instance holds began: what the server says of these may be older. Now
   * that what is handled stays in the log, it could be read, and would come out once more.
   */
  #ended = new Set<number>()
  /** Too large to be kept once they are handled. */
  readonly #large = new Set<number>()
  readonly #heart: NodeJS.Timeout
  #beating: Promise<void> | undefined
  #settleSoon: NodeJS.Immediate | undefined
  #trimmed = Date.now()
  #handledSince = 0
  #hashKey: string | undefined

  constructor(location: RedisLocation, limits: StoreLimits) {
    super(limits)
    this.#connection = new RedisConnection(location, () => this.#prepare())
    this.claims = new RedisClaims(this.#connection)
    this.#log = new RedisLog(this.#connection)
    this.place = this.#connection.place
    this.#heart = setInterval(() => void this.#beat(), HEARTBEAT.interval).unref()
  }

  async accept(delivery: Delivery): Promise<Acceptance> {
    const { endpoint, id, content } = delivery
    const outcome = await this.#connection.run(
      "acceptDelivery",
      [this.#key("inbox"), this.#key("sequence"), this.#key("id", endpoint, id)],
      [GROUP, this.#consumer, this.limits.maxPending, this.limits.retention, ...fieldsOf(delivery)],
    )
    if (outcome === "duplicate") return { outcome }
    if (outcome === "full") throw new WebhookError("store-full")
    const sequence = Number(outcome)
    if (content.length > LOG.bytes) this.#large.add(sequence)
    this.ledger.open(sequence, endpoint)
    this.ledger.take(sequence)
    return { outcome: "stored", sequence }
  }

  settle(sequence: number): void {
    this.#end(sequence)
    this.#settling.add(sequence)
    this.#settleSoon ??= setImmediate(() => {
      this.#settleSoon = undefined
      void this.flush()
    })
  }

  fail(sequence: number, reason: string, retryAt: number | null): void {
    if (retryAt !== null) {
      this.ledger.giveBack(sequence, retryAt)
      const keys = this.#keys("inbox", "due", "failures", "reason")
      // Not noted, it is tried again all the same.
      this.#connection.run("postpone", keys, [sequence, retryAt, reason]).catch(() => {})
      return
    }
    this.#end(sequence)
    const keys = this.#keys("inbox", "dead", "due", "failures")
    // Not buried, it is still held, and so found again by the next sign of life.
    this.#connection.run("bury", keys, [GROUP, sequence, reason]).catch(() => {})
  }

  async due(...asked: Parameters<Store["due"]>): Promise<Redelivery[]> {
    await this.#connection.ready()
    return this.takeDue(asked, async (sequences) => {
      const found = await Promise.all(sequences.map((sequence) => this.#again(sequence)))
      return found.filter((redelivery) => redelivery !== null)
    })
  }

  async flush(): Promise<void> {
    await this.#writeSettled().catch(() => {}) // told again with the next sign of life
  }

  async revive(sequence: number): Promise<boolean> {
    if (this.ledger.isUnderWay(sequence)) return false
    const keys = this.#keys("inbox", "dead", "due", "failures")
    const revived = await this.#connection.run("revive", keys, [GROUP, this.#consumer, sequence])
    if (revived !== 1) return false
    this.#settling.delete(sequence) // the server has it settled already, and held anew
    this.#ended.delete(sequence)
    if (this.ledger.has(sequence)) this.ledger.giveBack(sequence)
    else await this.#openHeld(sequence)
    this.tellDue()
    return true
  }

  async read(sequence: number): Promise<Delivery | null> {
    const entry = await this.#connection.readEntry(this.#key("inbox"), `${sequence}-0`)
    return entry ? deliveryOf(entry.fields) : null
  }

  history(before: number, limit: number): Promise<LoggedDelivery[]> {
    return this.#log.history(before, limit)
  }

  failed(): Promise<number[]> {
    return this.#log.failed()
  }

  note(notices: readonly Notice[]): Promise<void> {
    return this.#log.note(notices)
  }

  notices(before: number, limit: number): Promise<LoggedNotice[]> {
    return this.#log.notices(before, limit)
  }

  /** Others write to the log, too. */
  override get version(): null {
    return null
  }

  async erase(sequences: readonly number[]): Promise<void> {
    for (const sequence of sequences) this.ledger.settle(sequence)
    if (sequences.length === 0) return
    await Promise.all([
      this.#connection.send(["XACK", this.#key("inbox"), GROUP, ...idsOf(sequences)]),
      ...this.#deleteAll(sequences),
    ])
  }

  async hash(text: string): Promise<string> {
    await this.#connection.ready()
    return keyedHash(this.#hashKey ?? "", text)
  }

  /** What is held here now is free for another instance at once. */
  async close(): Promise<void> {
    clearInterval(this.#heart)
    if (this.#connection.isConnected) {
      if (this.#settling.size > 0) await this.flush()
      // Else in this very turn: Node-RED, as it stops, does not wait before it ends the process.
      await this.#connection.client.call("DEL", this.#key("alive", this.#consumer)).catch(() => {})
    }
    await this.#connection.close()
  }

  #end(sequence: number): void {
    this.ledger.settle(sequence)
    this.#ended.add(sequence)
  }

  async #again(sequence: number): Promise<Redelivery | null> {
    const delivery = await this.read(sequence)
    if (!delivery) {
      this.settle(sequence)
      return null
    }
    const [again, failures] = await Promise.all([
      this.#connection.send(["HINCRBY", this.#key("attempts"), sequence, 1]),
      this.#connection.send(["HGET", this.#key("failures"), sequence]),
    ])
    return { sequence, attempt: Number(again) + 1, failures: Number(failures), delivery }
  }

  #key(...parts: string[]): string {
    return this.#connection.key(...parts)
  }

  #keys(...names: string[]): string[] {
    return names.map((name) => this.#key(name))
  }

  /** On every new connection, before anything else is sent. */
  async #prepare(): Promise<void> {
    const { client } = this.#connection
    await client
      .call("XGROUP", "CREATE", this.#key("inbox"), GROUP, "0", "MKSTREAM")
      .catch(ignoreExistingGroup)
    await client.call("SET", this.#key("hash-key"), randomBytes(32).toString("hex"), "NX")
    this.#hashKey = String(await client.call("GET", this.#key("hash-key")))
    await client.call("SET", this.#key("alive", this.#consumer), "1", "PX", HEARTBEAT.expiry)
    setImmediate(() => void this.#beat())
  }

  /** One sign of life at a time; what it could not do, the next one does. */
  #beat(): Promise<void> {
    this.#beating ??= this.#live()
      .catch(() => {})
      .finally(() => {
        this.#beating = undefined
      })
    return this.#beating
  }

  /** Says that this instance lives, takes over from those that do not, and finds what it holds unawares. */
  async #live(): Promise<void> {
    const { expiry } = HEARTBEAT
    await this.#connection.send(["SET", this.#key("alive", this.#consumer), "1", "PX", expiry])
    await this.#writeSettled()
    await this.#connection.run(
      "takeOver",
      [this.#key("inbox")],
      [GROUP, this.#consumer, this.#key("alive", "")],
    )
    if (await this.#findHeld()) this.tellDue()
    await this.#trim()
  }

  /** What it took over, and what it accepted without learning of it, when the connection broke. */
  async #findHeld(): Promise<boolean> {
    this.#ended = new Set(this.#settling)
    let from = "-"
    let isAnyFound = false
    for (;;) {
      const reply = await this.#connection.send([
        "XPENDING",
        this.#key("inbox"),
        GROUP,
        from,
        "+",
        CHUNK,
        this.#consumer,
      ])
      const ids = listOf(reply).map((entry) => String(listOf(entry)[0]))
      for (const id of ids) if (await this.#openHeld(Number.parseInt(id, 10))) isAnyFound = true
      const last = ids.at(-1)
      if (ids.length < CHUNK || last === undefined) return isAnyFound
      from = `(${last}`
    }
  }

  async #openHeld(sequence: number): Promise<boolean> {
    const isKnown = () => this.ledger.has(sequence) || this.#ended.has(sequence)
    if (isKnown()) return false
    const delivery = await this.read(sequence)
    const due = Number((await this.#connection.send(["HGET", this.#key("due"), sequence])) ?? 0)
    if (!delivery || isKnown()) return false
    if (delivery.content.length > LOG.bytes) this.#large.add(sequence)
    this.ledger.open(sequence, delivery.endpoint, due)
    return true
  }

  async #writeSettled(): Promise<void> {
    const sequences = [...this.#settling]
    if (sequences.length === 0) return
    const large = sequences.filter((sequence) => this.#large.has(sequence))
    await Promise.all([
      this.#connection.send(["XACK", this.#key("inbox"), GROUP, ...idsOf(sequences)]),
      ...this.#keys("due", "failures").map((key) => this.#connection.send(["HDEL", key, ...sequences])),
      ...(large.length > 0 ? this.#deleteAll(large) : []),
    ])
    this.#handledSince += sequences.length
    for (const sequence of sequences) this.#settling.delete(sequence)
    for (const sequence of large) this.#large.delete(sequence)
  }

  /** Deliveries, and all that was noted of them. */
  #deleteAll(sequences: readonly number[]): Promise<unknown>[] {
    return [
      this.#connection.send(["XDEL", this.#key("inbox"), ...idsOf(sequences)]),
      ...this.#keys("dead", "due", "failures", "reason", "attempts").map((key) =>
        this.#connection.send(["HDEL", key, ...sequences]),
      ),
    ]
  }

  /** What the log shows no more goes, a little at a time. */
  async #trim(): Promise<void> {
    if (Date.now() - this.#trimmed < TRIM_INTERVAL && this.#handledSince < LOG.handled) return
    this.#trimmed = Date.now()
    this.#handledSince = 0
    const before = Date.now() - this.limits.retention
    // A sequence is when it came, in microseconds.
    for (const sequence of this.ledger.unawaited()) if (sequence < before * 1000) this.settle(sequence)
    await this.#writeSettled()
    await this.#log.trim(before, LOG.handled)
  }
}

function ignoreExistingGroup(error: unknown): void {
  if (!(error instanceof Error) || !error.message.startsWith("BUSYGROUP")) throw error
}
