// What is behind a line of the list: the event, how it arrived, and what can be done with it.
import { readDelivery } from "./api"
import type { DeliveryDetails, Entry } from "./contract"
import { deliveryKey, isReplayable } from "./entries"
import { type Field, fieldsOf } from "./fields"
import type { Nodes } from "./nodes"
import { iconAndText } from "./text"
import type { Words } from "./words"

let count = 0

function list(fields: readonly Field[]): JQuery {
  const lines = fields.map(([name, value]) => $("<div>").append($("<dt>").text(name), $("<dd>").text(value)))
  return $("<dl>").append(lines)
}

function section(title: string, ...content: JQuery[]): JQuery {
  return $("<details>").append($("<summary>").text(title), ...content)
}

/** It scrolls, so it can have the focus. */
function textBlock(content: string): JQuery {
  return $("<pre>", { tabindex: "0" }).text(content)
}

export class Details {
  readonly id: string
  readonly element: JQuery
  readonly #words: Words
  readonly #nodes: Nodes
  readonly #replay: (entry: Entry) => void
  readonly #content = $("<div>")
  #entry: Entry
  #delivery: DeliveryDetails | undefined

  constructor(entry: Entry, words: Words, nodes: Nodes, replay: (entry: Entry) => void) {
    count += 1
    this.id = `guest-webhooks-details-${count}`
    this.#entry = entry
    this.#words = words
    this.#nodes = nodes
    this.#replay = replay
    this.element = $("<tr>", { id: this.id, role: "row", class: "guest-webhooks-details" }).append(
      $("<td>", { role: "cell", colspan: 4 }).append(this.#content),
    )
    this.#draw()
    void this.#read(false)
  }

  /** The entry has become another, for example handled. */
  update(entry: Entry): void {
    if (JSON.stringify(entry) === JSON.stringify(this.#entry)) return
    this.#entry = entry
    this.#draw()
  }

  async #read(reveal: boolean): Promise<void> {
    const key = deliveryKey(this.#entry)
    if (!key) return
    try {
      this.#delivery = await readDelivery(key, reveal)
      this.#draw()
      this.#bringIntoView()
    } catch (error) {
      this.#draw() // without what an earlier try has said
      this.#content.append($("<p>", { role: "alert", text: this.#words.problem(error) }))
    }
  }

  /** All of it, if there is room, and in any case the row that it belongs to. */
  #bringIntoView(): void {
    for (const part of [...this.element, ...this.element.prev()]) part.scrollIntoView({ block: "nearest" })
  }

  /** Whoever has the focus on a button keeps it there, or gets the first one where that button is gone. */
  #draw(): void {
    const focused = this.#content.find("button:focus").attr("data-action")
    this.#content.empty().append(this.#buttons(), list(this.#facts()), ...this.#contents())
    if (focused === undefined) return
    const buttons = this.#content.find("button")
    const same = buttons.filter(`[data-action="${focused}"]`)
    const next = same.length > 0 ? same : buttons.first()
    next.trigger("focus")
  }

  #facts(): Field[] {
    const { translate, clock } = this.#words
    const { receivedAt, id, attempts } = this.#entry
    const facts: [string, string | null][] = [
      ["received", clock.full(receivedAt)],
      ["id", this.#delivery?.event ? null : id],
      ["attempts", attempts > 1 ? String(attempts) : null],
    ]
    return facts.flatMap(([name, value]): Field[] => (value ? [[translate(`label.${name}`), value]] : []))
  }

  #contents(): JQuery[] {
    if (!this.#delivery) return []
    const { translate } = this.#words
    const { event, webhook, body } = this.#delivery
    const raw = body === null ? [this.#masked()] : [section(translate("label.body"), textBlock(body))]
    return [...this.#said(event), section(translate("label.webhook"), list(fieldsOf(webhook))), ...raw]
  }

  #said(event: DeliveryDetails["event"]): JQuery[] {
    const { translate } = this.#words
    if (event === null) return [$("<p>").text(translate("label.unreadable"))]
    const { raw: _raw, ...said } = event
    return [$("<h3>").text(translate("label.payload")), list(fieldsOf(said))]
  }

  #masked(): JQuery {
    const show = this.#button("eye", "reveal", () => void this.#read(true))
    return $("<p>").append($("<span>").text(this.#words.translate("label.masked")), show)
  }

  #buttons(): JQuery {
    const { endpoint } = this.#entry
    const buttons = $("<div>", { class: "guest-webhooks-buttons" })
    if (this.#nodes.canReveal(endpoint)) {
      buttons.append(this.#button("crosshairs", "showNode", () => this.#nodes.reveal(endpoint)))
    }
    if (isReplayable(this.#entry)) {
      buttons.append(this.#button("repeat", "replay", () => this.#replay(this.#entry)))
    }
    if (this.#delivery?.event) buttons.append(this.#copyButton(this.#delivery.event))
    return buttons
  }

  #copyButton(event: object): JQuery {
    const copied = this.#words.translate("label.copied")
    const button = this.#button("clipboard", "copy", () => {
      RED.clipboard.copyText(JSON.stringify(event, null, 2), button, copied)
    })
    return button
  }

  #button(icon: string, label: string, act: () => void): JQuery {
    return $("<button>", { type: "button", class: "red-ui-button red-ui-button-small", "data-action": label })
      .append(iconAndText(`fa-${icon}`, this.#words.translate(`label.${label}`)))
      .on("click", act)
  }
}
