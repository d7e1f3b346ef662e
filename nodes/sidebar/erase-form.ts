// Erases one guest: whom, whether really, what was deleted.
import { RequestFailure } from "../shared/editor/ask"
import type { Values } from "../shared/editor/types"
import { erase } from "./api"
import type { Erased, Guest } from "./contract"
import { guestOf } from "./guest"
import { type Choice, Modal } from "./modal"
import type { Words } from "./words"

const FIELD = "guest-webhooks-guest"
const PROBLEM = "guest-webhooks-guest-problem"

export class EraseForm {
  readonly #words: Words
  readonly #erased: () => Promise<void>
  readonly #modal: Modal

  /** @param erased is called when something may have been deleted */
  constructor(words: Words, erased: () => Promise<void>) {
    this.#words = words
    this.#erased = erased
    this.#modal = new Modal(words.translate("erase.title"))
    this.#askWhom("", false)
  }

  #askWhom(typed: string, isWrong: boolean): void {
    const { translate } = this.#words
    const field = $("<input>", { type: "text", id: FIELD, value: typed, spellcheck: "false" })
    const problem = $("<p>", { id: PROBLEM, role: "alert" })
    const next = () => this.#check(String(field.val()))
    field.on("keydown", (event) => {
      if (event.key !== "Enter") return
      event.preventDefault() // else it presses the button that gets the focus
      next()
    })
    if (isWrong) {
      problem.text(translate("erase.neither"))
      field.attr({ "aria-invalid": "true", "aria-describedby": PROBLEM })
    }
    const hint = $("<p>", { text: translate("erase.hint") })
    const label = $("<label>", { for: FIELD, text: translate("erase.guest") })
    this.#modal.show(
      [hint, label, field, problem],
      [
        { label: translate("label.cancel") },
        { label: translate("label.continue"), isMain: true, choose: next },
      ],
    )
  }

  #check(typed: string): void {
    const guest = guestOf(typed)
    if (guest) this.#askWhether(guest, typed)
    else this.#askWhom(typed, true)
  }

  #askWhether(guest: Guest, typed: string): void {
    const { translate } = this.#words
    const [name = ""] = Object.values(guest)
    this.#modal.show(
      [$("<p>", { text: translate("erase.sure", { guest: name }) })],
      [
        { label: translate("label.back"), choose: () => this.#askWhom(typed, false) },
        { label: translate("label.erase"), isMain: true, choose: () => void this.#erase(guest, typed) },
      ],
    )
  }

  async #erase(guest: Guest, typed: string): Promise<void> {
    this.#tell("erase.working", {}, [])
    try {
      this.#tellResult(await erase(guest))
    } catch (error) {
      // The server knows the phone numbers of all countries.
      if (error instanceof RequestFailure && error.status === 400) this.#askWhom(typed, true)
      else this.#modal.show([$("<p>", { role: "alert", text: this.#words.problem(error) })], this.#close())
    }
    await this.#erased()
  }

  #tellResult({ deliveries, claims, pending }: Erased): void {
    const { number } = this.#words
    const counts = { deliveries: number(deliveries), claims: number(claims), pending: number(pending) }
    const isNothing = deliveries + claims === 0
    this.#tell(isNothing ? "erase.none" : "erase.done", counts, this.#close())
  }

  #tell(key: string, values: Values, choices: Choice[]): void {
    this.#modal.show([$("<p>", { role: "status", text: this.#words.translate(key, values) })], choices)
  }

  #close(): Choice[] {
    return [{ label: this.#words.translate("label.close"), isMain: true }]
  }
}
