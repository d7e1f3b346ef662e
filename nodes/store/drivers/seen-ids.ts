import { hash } from "node:crypto"
import type { DatabaseSync } from "node:sqlite"

/** How many of the youngest ids are known in memory alone before they go into their table; some 60 bytes each. */
const YOUNG = 16_384

/** How many of them go into it with each commit, besides two for each new one. */
const LEAST = 32

/** An endpoint and an id in 16 characters, a byte each: short in memory, and sorted as SQLite sorts the bytes. */
type Key = string

/** Keys on their way into the table, sorted, of which those before `next` are in it; `last`: their greatest sequence. */
type Aging = { keys: Set<Key>; order: Key[]; next: number; last: number }

/**
 * Which deliveries the file has been given, by endpoint and id. An id is a hash, so in the table each has a page of its own to
 * change, more than all else that an event writes. The youngest are therefore known in memory only, and go into the table
 * later, in its order, so that many share a page. After a crash they are read from the inbox, above the mark in `meta` up to
 * which the table is complete.
 */
export class SeenIds {
  readonly #statements: ReturnType<typeof prepareStatements>
  readonly #endpoints = new Map<string, Uint8Array>()
  #young = new Set<Key>()
  #last = 0
  #aging: Aging | undefined
  #added = 0

  constructor(database: DatabaseSync) {
    this.#statements = prepareStatements(database)
    for (const { sequence, endpoint, id } of this.#statements.unwritten.iterate())
      this.add(String(endpoint), id as Uint8Array, Number(sequence))
  }

  /** Whether any are on their way into the table. */
  get isAging(): boolean {
    return this.#aging !== undefined
  }

  has(endpoint: string, id: Uint8Array): boolean {
    const key = this.#keyOf(endpoint, id)
    if (this.#young.has(key) || this.#aging?.keys.has(key)) return true
    return this.#statements.find.get(bytesOf(key)) !== undefined
  }

  /** @param sequence greater than all before */
  add(endpoint: string, id: Uint8Array, sequence: number): void {
    this.#young.add(this.#keyOf(endpoint, id))
    this.#last = sequence
    this.#added++
    if (this.#young.size >= YOUNG) this.age()
  }

  /** The delivery is about to be deleted: another with its id is a new one. */
  forget(endpoint: string, id: Uint8Array): void {
    const key = this.#keyOf(endpoint, id)
    this.#young.delete(key)
    this.#aging?.keys.delete(key)
    this.#statements.remove.run(bytesOf(key))
  }

  /** Has what is known in memory only go into the table, with the next commits, unless others are on their way. */
  age(): void {
    if (this.#aging || this.#young.size === 0) return
    this.#aging = { keys: this.#young, order: [...this.#young].sort(), next: 0, last: this.#last }
    this.#young = new Set()
  }

  /** Writes, in the transaction that there is, some of what is on its way: more than has been added since the last time. */
  writeSome(): void {
    this.#write(LEAST + 2 * this.#added)
    this.#added = 0
  }

  /** Writes all that is known in memory only. */
  writeAll(): void {
    this.#write(Number.POSITIVE_INFINITY)
    this.age()
    this.#write(Number.POSITIVE_INFINITY)
  }

  #write(limit: number): void {
    if (!this.#aging) return
    const { keys, order, next, last } = this.#aging
    this.#aging.next = next + limit
    for (const key of order.slice(next, next + limit))
      if (keys.has(key)) this.#statements.insert.run(bytesOf(key)) // else it was forgotten meanwhile
    if (this.#aging.next < order.length) return
    this.#statements.writeMark.run(last)
    this.#aging = undefined
  }

  /** Two endpoints may be given the same id. */
  #keyOf(endpoint: string, id: Uint8Array): Key {
    const mask = this.#digestOf(endpoint)
    const bytes = Buffer.from(id)
    for (const [index, byte] of mask.entries()) bytes[index] = (bytes[index] ?? 0) ^ byte
    return bytes.toString("latin1")
  }

  #digestOf(endpoint: string): Uint8Array {
    const known = this.#endpoints.get(endpoint)
    if (known) return known
    const digest = hash("sha256", endpoint, "buffer").subarray(0, 16)
    this.#endpoints.set(endpoint, digest)
    return digest
  }
}

function bytesOf(key: Key): Buffer {
  return Buffer.from(key, "latin1")
}

function prepareStatements(database: DatabaseSync) {
  return {
    unwritten: database.prepare(
      `SELECT sequence, endpoint, id FROM inbox
       WHERE sequence > coalesce((SELECT value FROM meta WHERE name = 'seen'), 0) ORDER BY sequence`,
    ),
    find: database.prepare("SELECT 1 FROM seen WHERE key = ?"),
    insert: database.prepare("INSERT OR IGNORE INTO seen (key) VALUES (?)"),
    remove: database.prepare("DELETE FROM seen WHERE key = ?"),
    writeMark: database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('seen', ?)"),
  }
}
