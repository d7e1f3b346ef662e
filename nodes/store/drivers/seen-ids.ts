import { hash } from "node:crypto"
import { SeenFilter } from "./seen-filter"
import { bytesOf, type Key, keyIn } from "./seen-key"
import { SEEN_AT_ONCE, type Statements } from "./sqlite-schema"

/**
 * `young`: how many of the youngest ids are known in memory only before they begin to go into their table. `slice`: how many
 * of them go with each commit, or twice as many as are new, where that is more.
 */
const SIZES = { young: 16_384, slice: 256 }

/** On their way into the table, of which those in `sorted` before `next` are in it; `last`: their greatest sequence. */
type Aging = { keys: Set<Key>; sorted: Key[]; next: number; last: number }

/**
 * Which deliveries the file has been given, by endpoint and id. An id is a hash, so in the table each has a page of its own to
 * change, more than all else that an event writes. The youngest are therefore known in memory only, and go into the table
 * later, in its order, so that many share a page. After a crash they are read from the inbox, above the mark in `meta` up to
 * which the table is complete. Whatever fails, or is done by others, the file is read anew: this never takes anything back.
 */
export class SeenIds {
  readonly #sizes: typeof SIZES
  readonly #statements: Statements
  readonly #endpoints = new Map<string, Uint8Array>()
  readonly #filter: SeenFilter
  #young = new Set<Key>()
  #last = 0
  #aging: Aging | undefined
  #added = 0

  constructor(statements: Statements, sizes = SIZES, filter = new SeenFilter()) {
    this.#sizes = sizes
    this.#filter = filter
    this.#statements = statements
    for (const { sequence, endpoint, id } of this.#statements.unseen.iterate()) {
      this.#young.add(this.keyOf(String(endpoint), id as Uint8Array))
      this.#last = Number(sequence)
    }
  }

  has(key: Key): boolean {
    if (this.#young.has(key) || this.#aging?.keys.has(key)) return true
    return this.#filter.mayHold(key) && this.#statements.findSeen.get(bytesOf(key)) !== undefined
  }

  /** @param sequence greater than all before */
  add(key: Key, sequence: number): void {
    this.#young.add(key)
    this.#last = sequence
    this.#added++
  }

  /** The delivery is deleted in this transaction: another with its id is a new one. */
  forget(key: Key): void {
    this.#young.delete(key)
    this.#aging?.keys.delete(key)
    if (Number(this.#statements.deleteSeen.run(bytesOf(key)).changes) > 0) this.#filter.remove()
  }

  /** Two endpoints may be given the same id. */
  keyOf(endpoint: string, id: Uint8Array): Key {
    const mask = this.#digestOf(endpoint)
    const bytes = Buffer.from(id)
    for (let index = 0; index < mask.length; index++) bytes[index] = (bytes[index] ?? 0) ^ (mask[index] ?? 0)
    return keyIn(bytes)
  }

  /** Has what is known in memory only go into the table, with the next commits, unless others are on their way. */
  age(): void {
    if (this.#aging || this.#young.size === 0) return
    this.#aging = { keys: this.#young, sorted: [...this.#young].sort(), next: 0, last: this.#last }
    this.#young = new Set()
  }

  /** Writes, in the transaction that there is, some of what is on its way. */
  writeSome(): void {
    if (this.#young.size >= this.#sizes.young) this.age()
    this.#write(Math.max(this.#sizes.slice, 2 * this.#added))
    this.#added = 0
    this.#filter.readSome(this.#statements)
  }

  /** Writes all that is known in memory only. */
  writeAll(): void {
    this.#write(Number.POSITIVE_INFINITY)
    this.age()
    this.#write(Number.POSITIVE_INFINITY)
  }

  #write(limit: number): void {
    if (!this.#aging) return
    const { keys, sorted, next, last } = this.#aging
    const coming = sorted.slice(next, next + limit).filter((key) => keys.has(key)) // others were forgotten meanwhile
    for (let at = 0; at < coming.length; at += SEEN_AT_ONCE) this.#insert(coming.slice(at, at + SEEN_AT_ONCE))
    this.#aging.next = next + limit
    if (this.#aging.next < sorted.length) return
    this.#statements.writeMeta.run("seen", last)
    this.#aging = undefined
  }

  #insert(keys: Key[]): void {
    const { insertSeen, insertSeenMany } = this.#statements
    if (keys.length === SEEN_AT_ONCE) insertSeenMany.run(...keys.map(bytesOf))
    else for (const key of keys) insertSeen.run(bytesOf(key))
    for (const key of keys) this.#filter.add(key)
  }

  #digestOf(endpoint: string): Uint8Array {
    const known = this.#endpoints.get(endpoint)
    if (known) return known
    const digest = hash("sha256", endpoint, "buffer").subarray(0, 16)
    this.#endpoints.set(endpoint, digest)
    return digest
  }
}
