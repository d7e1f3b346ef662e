/**
 * Remembers what was added last, up to a limit. In two halves, of which the older goes as a whole: to take the oldest
 * entry out of a Map again and again costs 11 us each at 100,000, as it looks at all that were taken out before.
 */
export class Recent<Key, Value> {
  readonly #limit: number
  readonly #sizeOf: (value: Value) => number
  readonly #forgotten: (keys: Iterable<Key>) => void
  #newer = new Map<Key, Value>()
  #older = new Map<Key, Value>()
  #size = 0

  /**
   * @param limit of the sizes of all entries taken together
   * @param forgotten told of keys that are too many
   */
  constructor(limit: number, sizeOf: (value: Value) => number, forgotten: (keys: Iterable<Key>) => void) {
    this.#limit = limit
    this.#sizeOf = sizeOf
    this.#forgotten = forgotten
  }

  has(key: Key): boolean {
    return this.#newer.has(key) || this.#older.has(key)
  }

  add(key: Key, value: Value): void {
    this.#newer.set(key, value)
    this.#size += this.#sizeOf(value)
    if (this.#size < this.#limit / 2) return
    const forgotten = this.#older
    this.#older = this.#newer
    this.#newer = new Map()
    this.#size = 0
    this.#forgotten(forgotten.keys())
  }

  delete(key: Key): boolean {
    return this.#newer.delete(key) || this.#older.delete(key)
  }

  /** Forgets from the oldest on while `isOld` holds. */
  forgetWhile(isOld: (value: Value) => boolean): void {
    for (const half of [this.#older, this.#newer]) {
      for (const [key, value] of half) {
        if (!isOld(value)) return
        half.delete(key)
      }
    }
  }
}
