// What the user is looking for: a text, a node, an outcome.
import { OUTCOMES } from "./contract"
import type { Nodes } from "./nodes"
import { EVERYTHING, type Filter } from "./query"
import type { Words } from "./words"

/** Milliseconds without another key before a search begins. */
const TYPING = 400

export class Filters {
  readonly element: JQuery
  readonly #words: Words
  readonly #search: JQuery
  readonly #endpoint: JQuery
  readonly #outcome: JQuery
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(words: Words, changed: (filter: Filter) => void) {
    this.#words = words
    const { translate } = words
    const hint = translate("label.search")
    this.#search = $("<input>", {
      type: "search",
      "aria-label": hint,
      placeholder: hint,
      spellcheck: "false",
    })
    this.#endpoint = $("<select>", { "aria-label": translate("label.node") })
    this.#outcome = $("<select>", { "aria-label": translate("label.outcome") }).append(
      this.#option("", translate("label.allOutcomes")),
      OUTCOMES.map((outcome) => this.#option(outcome, translate(`outcome.${outcome}`))),
    )
    this.element = $("<div>", { class: "guest-webhooks-filters", role: "search" }).append(
      this.#search,
      this.#endpoint,
      this.#outcome,
    )
    this.element.on("change", "select", () => changed(this.value))
    this.#search.on("input", () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => changed(this.value), TYPING)
    })
  }

  get value(): Filter {
    return {
      endpoint: String(this.#endpoint.val() ?? ""),
      outcome: String(this.#outcome.val() ?? ""),
      search: String(this.#search.val() ?? ""),
    }
  }

  clear(): void {
    const { endpoint, outcome, search } = EVERYTHING
    this.#endpoint.val(endpoint)
    this.#outcome.val(outcome)
    this.#search.val(search)
  }

  /** Offers the nodes there are now; what is chosen stays chosen. */
  offer(nodes: Nodes): void {
    const chosen = this.value.endpoint
    const options = nodes.endpoints.map(({ id }) => ({ id, label: nodes.label(id) }))
    if (chosen !== "" && !options.some(({ id }) => id === chosen)) {
      options.push({ id: chosen, label: nodes.label(chosen) })
    }
    this.#endpoint.empty().append(
      this.#option("", this.#words.translate("label.allNodes")),
      options.map(({ id, label }) => this.#option(id, label)),
    )
    this.#endpoint.val(chosen)
  }

  #option(value: string, text: string): JQuery {
    return $("<option>", { value, text })
  }
}
