import { type Key, keyIn } from "./seen-key"
import type { Statements } from "./sqlite-schema"

/**
 * `room`: for how many keys the first layer is; each further one is for twice as many, up to `most`. `slice`: how many are read
 * with each commit until all are.
 */
const SIZES = { room: 65_536, most: 1_048_576, slice: 128 }

/** Bits for each key, four of which it sets: of 400 keys that are not in a full layer one looks as if it were. */
const BITS = 16

/** A bit is chosen by four of a key's bytes: it is a hash, so they are as good as chance. */
const BYTES = 4

/** Not an empty one, which Node.js 22 may take for NULL, that is for nothing to be read. */
const BEFORE_ALL = new Uint8Array(1)

type Layer = { bits: Uint8Array; count: number; room: number }

/**
 * Tells of nearly every new id that the table does not hold it (a Bloom filter, with layers for what comes): to look there takes
 * as long as to insert the event, and longer once the table has outgrown SQLite's cache. A table of millions is not
 * read at once but a little with each commit; until it is, it may hold any.
 */
export class SeenFilter {
  readonly #sizes: typeof SIZES
  #layers: Layer[] = []
  #removed = 0
  /** The last key that was read; null when all were. */
  #position: Uint8Array | null = BEFORE_ALL

  constructor(sizes = SIZES) {
    this.#sizes = sizes
  }

  mayHold(key: Key): boolean {
    if (this.#position) return true
    for (const { bits } of this.#layers) if (hasBits(bits, key)) return true
    return false
  }

  /** The key goes into the table. */
  add(key: Key): void {
    const layer = this.#layerWithRoom()
    layer.count++
    setBits(layer.bits, key)
  }

  /** A key leaves the table. Its bits stay, until they are too many. */
  remove(): void {
    this.#removed++
    const added = this.#layers.reduce((sum, { count }) => sum + count, 0)
    if (this.#position === null && 2 * this.#removed > Math.max(added, this.#sizes.room)) this.#startOver()
  }

  /** Reads on in the table. */
  readSome({ seenAfter }: Statements): void {
    if (!this.#position) return
    const keys = seenAfter.all(this.#position, this.#sizes.slice).map(({ key }) => key as Uint8Array)
    for (const key of keys) this.add(keyIn(key))
    this.#position = keys.length < this.#sizes.slice ? null : (keys.at(-1) ?? null)
  }

  #layerWithRoom(): Layer {
    const last = this.#layers.at(-1)
    if (last && last.count < last.room) return last
    const room = last ? Math.min(2 * last.room, this.#sizes.most) : this.#sizes.room
    const layer = { bits: new Uint8Array((room * BITS) / 8), count: 0, room }
    this.#layers.push(layer)
    return layer
  }

  #startOver(): void {
    this.#layers = []
    this.#removed = 0
    this.#position = BEFORE_ALL
  }
}

function hasBits(bits: Uint8Array, key: Key): boolean {
  for (let at = 0; at < key.length; at += BYTES) {
    const bit = bitOf(bits, key, at)
    if (((bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false
  }
  return true
}

function setBits(bits: Uint8Array, key: Key): void {
  for (let at = 0; at < key.length; at += BYTES) {
    const bit = bitOf(bits, key, at)
    bits[bit >>> 3] = (bits[bit >>> 3] ?? 0) | (1 << (bit & 7))
  }
}

function bitOf(bits: Uint8Array, key: Key, at: number): number {
  let number = 0
  for (let byte = at; byte < at + BYTES; byte++) number = (number << 8) | key.charCodeAt(byte)
  return (number >>> 0) % (bits.length * 8)
}
