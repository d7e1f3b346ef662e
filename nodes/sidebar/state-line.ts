// One line that says how the list stands: live, searching, or what is wrong.
import type { Words } from "./words"

export class StateLine {
  readonly element = $("<div>", { class: "guest-webhooks-state" })
  readonly #words: Words
  readonly #text = $("<span>")
  readonly #stop: JQuery
  readonly #problem = $("<div>", { class: "guest-webhooks-problem", role: "alert" })
  #told = ""

  /** @param actions what can always be done, at the line's end */
  constructor(words: Words, stop: () => void, actions: JQuery[]) {
    this.#words = words
    this.#stop = $("<button>", { type: "button", class: "red-ui-button red-ui-button-small" })
      .text(words.translate("label.stop"))
      .on("click", stop)
      .hide()
    this.element.append(this.#text, this.#stop, ...actions, this.#problem.hide())
  }

  show({ isNewest, isSearching }: { isNewest: boolean; isSearching: boolean }): void {
    const key = isSearching ? "state.searching" : isNewest ? "state.live" : "state.older"
    this.#text.text(this.#words.translate(key))
    this.#stop.toggle(isSearching)
    this.#tell("")
  }

  fail(error: unknown): void {
    this.#text.text("")
    this.#stop.hide()
    this.#tell(this.#words.problem(error))
  }

  /** Touches the alert only when it changes: a screen reader would say it again with each attempt. */
  #tell(problem: string): void {
    if (problem === this.#told) return
    this.#told = problem
    this.#problem.text(problem).toggle(problem !== "")
  }
}
