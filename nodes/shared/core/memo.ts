/** Longer questions are not remembered, so that nobody fills the memory with them. */
const LONGEST = 100

/**
 * What was found lately, by what was asked: guests come again, and some reading costs far more than looking it up.
 * Only for what is the same whenever it is asked.
 */
export class Memo<Value> {
  readonly #limit: number
  #young = new Map<string, { value: Value }>()
  #old = new Map<string, { value: Value }>()

  /** @param limit it remembers so many at least, and at most twice as many */
  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string, find: () => Value): Value {
    const young = this.#young.get(key)
    if (young) return young.value
    const found = this.#old.get(key) ?? { value: find() }
    if (key.length <= LONGEST) this.#remember(key, found)
    return found.value
  }

  #remember(key: string, found: { value: Value }): void {
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, found)
  }
}
