// What stands in the list's place while it is empty: what to do first, or how to find more.
import type { Shown } from "./log-reader"
import type { Nodes } from "./nodes"
import { isFiltered } from "./query"
import type { Words } from "./words"

function textOf({ page, filter }: Shown, nodes: Nodes): string {
  if (isFiltered(filter)) return page.next === null ? "empty.nothingFound" : "empty.nothingFoundYet"
  return nodes.endpoints.length === 0 ? "empty.noNode" : "empty.noDelivery"
}

export class EmptyState {
  readonly element: JQuery
  readonly #words: Words
  readonly #text = $("<p>")
  readonly #all: JQuery

  constructor(words: Words, showAll: () => void) {
    this.#words = words
    this.#all = $("<button>", { type: "button", class: "red-ui-button red-ui-button-small" })
      .text(words.translate("label.showAll"))
      .on("click", showAll)
    this.element = $("<div>", { class: "guest-webhooks-empty" }).append(this.#text, this.#all).hide()
  }

  show(shown: Shown, nodes: Nodes): void {
    this.element.toggle(shown.page.entries.length === 0 && !shown.isSearching)
    this.#text.text(this.#words.translate(textOf(shown, nodes)))
    this.#all.toggle(isFiltered(shown.filter))
  }
}
