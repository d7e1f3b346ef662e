// How many deliveries each node has had, by outcome, since it started.
import { COUNTED, type Endpoint } from "./contract"
import { LOOKS } from "./entries"
import type { Nodes } from "./nodes"
import { iconAndText } from "./text"
import type { Words } from "./words"

export class Counts {
  readonly element: JQuery
  readonly #words: Words
  readonly #body = $("<ul>")

  constructor(words: Words) {
    this.#words = words
    this.element = $("<details>", { class: "guest-webhooks-counts" }).append(
      $("<summary>").text(words.translate("label.counts")),
      this.#body,
    )
  }

  show(nodes: Nodes): void {
    this.element.toggle(nodes.endpoints.length > 0)
    this.#body
      .empty()
      .append(
        nodes.endpoints.map((endpoint) =>
          $("<li>").append($("<strong>").text(nodes.label(endpoint.id)), this.#countsOf(endpoint)),
        ),
      )
  }

  #countsOf({ counts }: Endpoint): JQuery {
    const { translate } = this.#words
    const some = COUNTED.filter((outcome) => counts[outcome] > 0)
    if (some.length === 0) return $("<div>").text(translate("label.nothingYet"))
    const parts = some.map((outcome) => {
      const { icon, tone } = LOOKS[outcome]
      const text = `${translate(`outcome.${outcome}`)} ${this.#words.number(counts[outcome])}`
      return $("<span>", { class: `guest-webhooks-${tone}` }).append(iconAndText(icon, text))
    })
    return $("<div>").append(parts)
  }
}
