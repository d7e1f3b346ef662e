// What all parts of the tab need to speak the user's language.
import { RequestFailure } from "../shared/editor/ask"
import type { Translate } from "../shared/editor/types"
import type { Entry } from "./contract"
import { textsOf } from "./problem"
import type { Clock } from "./times"

export class Words {
  readonly translate: Translate
  readonly clock: Clock
  readonly #number: Intl.NumberFormat

  constructor(translate: Translate, clock: Clock, locale: string) {
    this.translate = translate
    this.clock = clock
    this.#number = new Intl.NumberFormat(locale)
  }

  readonly number = (value: number): string => this.#number.format(value)

  /** Why it was rejected, in words; why it failed, as the flow said it: no more of interest once it went well. */
  reasonOf({ outcome, reason }: Entry): string {
    if (reason === null || outcome === "handled" || outcome === "accepted") return ""
    return outcome === "rejected" ? (this.#known(`errors.${reason}`) ?? reason) : reason
  }

  problem(error: unknown): string {
    if (!(error instanceof RequestFailure)) throw error
    for (const [key, values] of textsOf(error)) {
      const text = this.#known(key, values)
      if (text !== undefined) return text
    }
    return ""
  }

  /** The editor answers a key that the catalogue does not have with the key. */
  #known(key: string, values = {}): string | undefined {
    const text = this.translate(key, values)
    return text === key ? undefined : text
  }
}
