// One line of the list.
import type { Entry } from "./contract"
import { LOOKS } from "./entries"
import type { Nodes } from "./nodes"
import { breakable, iconAndText } from "./text"
import type { Words } from "./words"

function cell(): JQuery {
  return $("<td>", { role: "cell" })
}

export class Row {
  readonly element = $("<tr>", { role: "row" })
  readonly #words: Words
  readonly #nodes: Nodes
  readonly #time = $("<time>")
  readonly #outcome = cell()
  readonly #type = $("<button>", { type: "button", "aria-expanded": "false" })
  readonly #place = $("<div>")
  readonly #reason = cell()
  #shown = ""
  #entry: Entry | undefined

  constructor(words: Words, nodes: Nodes, toggle: () => void) {
    this.#words = words
    this.#nodes = nodes
    this.element.append(
      cell().append(this.#time),
      this.#outcome,
      cell().append(this.#type, this.#place),
      this.#reason,
    )
    this.element.on("click", toggle)
  }

  get entry(): Entry {
    if (!this.#entry) throw new Error("nothing is shown yet")
    return this.#entry
  }

  show(entry: Entry): void {
    this.#entry = entry
    const { clock, translate } = this.#words
    const time = clock.short(entry.receivedAt, new Date())
    const place = [this.#nodes.label(entry.endpoint), entry.venue].filter(Boolean).join(" · ")
    const state = JSON.stringify([entry, time, place])
    if (state === this.#shown) return
    this.#shown = state
    const { icon, tone } = LOOKS[entry.outcome]
    this.#time.attr({ datetime: entry.receivedAt, title: clock.full(entry.receivedAt) }).text(time)
    this.#outcome
      .attr("class", `guest-webhooks-${tone}`)
      .empty()
      .append(iconAndText(icon, translate(`outcome.${entry.outcome}`)))
    this.#type.empty().append(breakable(entry.type ?? translate("label.request")))
    this.#place.text(place)
    this.#reason.text(this.#words.reasonOf(entry))
  }

  expand(details: string): void {
    this.#type.attr({ "aria-expanded": "true", "aria-controls": details })
  }

  collapse(): void {
    this.#type.attr("aria-expanded", "false").removeAttr("aria-controls")
  }

  get isTabStop(): boolean {
    return this.#type.attr("tabindex") === "0"
  }

  set isTabStop(isStop: boolean) {
    this.#type.attr("tabindex", isStop ? "0" : "-1")
  }

  get hasFocus(): boolean {
    return this.#type.is(":focus")
  }

  focus(): void {
    this.#type.trigger("focus")
  }
}
