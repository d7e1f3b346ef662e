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
   * @param limit of the sizes of all entries taken together; half of it is remembered at least
   * @param sizeOf by default 1, so that the limit is their number
   * @param forgotten told of keys that are too many
   */
  constructor(
    limit: number,
    sizeOf: (value: Value) => number = () => 1,
    forgotten: (keys: Iterable<Key>) => void = () => {},
  ) {
    this.#limit = limit
    this.#sizeOf = sizeOf
    this.#forgotten = forgotten
  }

  has(key: Key): boolean {
    return this.#newer.has(key) || this.#older.has(key)
  }

  /** Also makes it the last that was added. */
  get(key: Key): Value | undefined {
    const value = this.#newer.get(key)
    if (value !== undefined) return value
    const older = this.#older.get(key)
    if (older !== undefined && this.#older.delete(key)) this.add(key, older)
    return older
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
