import { Recent } from "./recent"

/** Longer questions are not remembered, so that nobody fills the memory with them. */
const LONGEST = 100

/**
 * What was found lately, by what was asked: guests come again, and some reading costs far more than looking it up.
 * Only for what is the same whenever it is asked.
 */
export class Memo<Value> {
  /** Wrapped, as what was found may be undefined. */
  readonly #recent: Recent<string, { value: Value }>

  /** @param limit it remembers so many at least, and at most twice as many */
  constructor(limit: number) {
    this.#recent = new Recent(limit * 2)
  }

  get(key: string, find: () => Value): Value {
    const known = this.#recent.get(key)
    if (known) return known.value
    const value = find()
    if (key.length <= LONGEST) this.#recent.add(key, { value })
    return value
  }
}
