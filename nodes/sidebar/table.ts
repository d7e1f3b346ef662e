// The list: one row per entry, and below the row that is open its details. The roles are written out, as the style
// lays the rows out as grids, and then not every browser takes them for a table's.
import type { Entry } from "./contract"
import { Details } from "./details"
import { byKey } from "./entries"
import type { Nodes } from "./nodes"
import { Row } from "./row"
import type { Words } from "./words"

export class Table {
  readonly element: JQuery
  readonly #words: Words
  readonly #nodes: Nodes
  readonly #replay: (entry: Entry) => void
  readonly #body = $("<tbody>", { role: "rowgroup" })
  #rows = new Map<string, Row>()
  #open: { key: string; details: Details } | undefined

  constructor(words: Words, nodes: Nodes, replay: (entry: Entry) => void) {
    this.#words = words
    this.#nodes = nodes
    this.#replay = replay
    const { translate } = words
    const headings = ["time", "outcome", "event", "reason"].map((name) =>
      $("<th>", { scope: "col", role: "columnheader", text: translate(`label.${name}`) }),
    )
    this.element = $("<table>", { role: "table", "aria-label": translate("label.deliveries") }).append(
      $("<thead>", { role: "rowgroup" }).append($("<tr>", { role: "row" }).append(headings)),
      this.#body,
    )
    this.#body.on("keydown", (event) => this.#moveFocus(event))
  }

  /** Shows these entries; rows that stay keep their element, so nobody loses the focus or their place. */
  show(entries: readonly Entry[]): void {
    const before = this.#rows
    this.#rows = new Map()
    for (const [key, entry] of byKey(entries)) {
      const row = before.get(key) ?? new Row(this.#words, this.#nodes, () => this.#toggle(key))
      row.show(entry)
      this.#rows.set(key, row)
    }
    for (const [key, row] of before) if (!this.#rows.has(key)) this.#remove(key, row)
    this.#arrange()
    this.#keepOneTabStop()
    this.#refreshOpen()
  }

  /** How many of these entries the list does not show yet. */
  countNew(entries: readonly Entry[]): number {
    return [...byKey(entries).keys()].filter((key) => !this.#rows.has(key)).length
  }

  #remove(key: string, row: Row): void {
    if (this.#open?.key === key) this.#close()
    row.element.remove()
  }

  /** Puts rows in order without touching those that are in their place: moving an element takes its focus away. */
  #arrange(): void {
    let place = this.#body[0]?.firstElementChild ?? null
    for (const [key, row] of this.#rows) {
      const element = row.element[0]
      if (!element) continue
      if (element === place) place = element.nextElementSibling
      else this.#body[0]?.insertBefore(element, place)
      if (this.#open?.key === key) place = this.#open.details.element[0]?.nextElementSibling ?? null
    }
  }

  #toggle(key: string): void {
    const isOpen = this.#open?.key === key
    this.#close()
    const row = this.#rows.get(key)
    if (isOpen || !row) return
    const details = new Details(row.entry, this.#words, this.#nodes, this.#replay)
    this.#open = { key, details }
    row.element.after(details.element)
    row.expand(details.id)
    this.#keepOneTabStop()
  }

  #close(): void {
    if (!this.#open) return
    this.#open.details.element.remove()
    this.#rows.get(this.#open.key)?.collapse()
    this.#open = undefined
  }

  #refreshOpen(): void {
    const row = this.#open && this.#rows.get(this.#open.key)
    if (row) this.#open?.details.update(row.entry)
  }

  /** The list is one stop for the Tab key; arrows move within it. */
  #keepOneTabStop(chosen?: Row): void {
    const rows = [...this.#rows.values()]
    const current =
      chosen ?? (this.#open ? this.#rows.get(this.#open.key) : rows.find((row) => row.isTabStop)) ?? rows[0]
    for (const row of rows) row.isTabStop = row === current
  }

  #moveFocus(event: JQuery.TriggeredEvent): void {
    const rows = [...this.#rows.values()]
    const at = rows.findIndex((row) => row.hasFocus)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[String(event.key)]
    const row = at === -1 || to === undefined ? undefined : rows[to]
    if (!row) return
    event.preventDefault()
    this.#keepOneTabStop(row)
    row.focus()
  }
}
