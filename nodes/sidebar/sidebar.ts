// The tab: the list of deliveries with what is above and below it, kept up to date while somebody can see it.
import { Announcer } from "./announcer"
import { countFailed, readEndpoints, readLog, replay } from "./api"
import type { DeliveryKey, Entry } from "./contract"
import { Counts } from "./counts"
import { EmptyState } from "./empty-state"
import { deliveryKey } from "./entries"
import { EraseForm } from "./erase-form"
import { Filters } from "./filters"
import { LogReader, type Shown } from "./log-reader"
import { confirm, inform } from "./modal"
import { Nodes } from "./nodes"
import { Poller } from "./poller"
import { EVERYTHING } from "./query"
import { StateLine } from "./state-line"
import { Table } from "./table"
import { watchVisibility } from "./visibility"
import type { Words } from "./words"

export class Sidebar {
  readonly element = $("<div>", { class: "guest-webhooks-sidebar" })
  readonly #words: Words
  readonly #nodes: Nodes
  readonly #log = new LogReader(readLog, (shown) => this.#show(shown))
  readonly #announcer = new Announcer()
  readonly #filters: Filters
  readonly #state: StateLine
  readonly #counts: Counts
  readonly #table: Table
  readonly #empty: EmptyState
  readonly #newer: JQuery
  readonly #older: JQuery
  #shown: Shown | undefined
  #areNodesOld = true
  #arrived = 0

  constructor(words: Words) {
    this.#words = words
    this.#nodes = new Nodes(words.translate("label.deletedNode"))
    this.#filters = new Filters(words, (filter) => void this.#try(() => this.#log.find(filter)))
    this.#state = new StateLine(words, () => this.#log.stopSearching(), [
      this.#button("replayFailed", () => this.#replayFailed()),
      this.#button("eraseGuest", async () => void new EraseForm(words, () => this.#again())),
    ])
    this.#counts = new Counts(words)
    this.#table = new Table(words, this.#nodes, (entry) => void this.#replayOne(entry))
    this.#empty = new EmptyState(words, () => this.#showAll())
    this.#newer = this.#button("newer", () => this.#log.newer())
    this.#older = this.#button("older", () => this.#log.older())
    this.#lay()
    this.#keepUpToDate()
  }

  #lay(): void {
    const pages = $("<div>", { class: "guest-webhooks-buttons" })
    pages.append(this.#newer.hide(), this.#older.hide())
    const list = $("<div>", { class: "guest-webhooks-list" })
    list.append(this.#table.element.hide(), this.#empty.element, pages)
    const head = [this.#filters.element, this.#state.element, this.#counts.element]
    this.element.append(head, list, this.#announcer.region)
  }

  #button(label: string, act: () => Promise<void>): JQuery {
    return $("<button>", { type: "button", class: "red-ui-button red-ui-button-small" })
      .text(this.#words.translate(`label.${label}`))
      .on("click", () => void this.#try(act))
  }

  #keepUpToDate(): void {
    const poller = new Poller(() => this.#try(() => this.#log.poll()))
    watchVisibility(this.element, (isVisible) => {
      if (isVisible) return poller.start()
      poller.stop()
      this.#log.abandon()
    })
  }

  /** Does what asks the server, and says so where that fails. Resolves to whether it worked. */
  async #try(task: () => Promise<void>): Promise<boolean> {
    try {
      await task()
      if (this.#areNodesOld) await this.#readNodes()
      if (this.#shown) this.#state.show(this.#shown)
      return true
    } catch (error) {
      this.#state.fail(error)
      return false
    }
  }

  async #again(): Promise<void> {
    await this.#try(() => this.#log.again())
  }

  async #readNodes(): Promise<void> {
    this.#nodes.endpoints = (await readEndpoints()).endpoints
    this.#areNodesOld = false
    this.#filters.offer(this.#nodes)
    this.#counts.show(this.#nodes)
    if (this.#shown) this.#draw(this.#shown)
  }

  #show(shown: Shown): void {
    this.#mention(shown)
    this.#shown = shown
    this.#areNodesOld = true
    this.#draw(shown)
  }

  #draw(shown: Shown): void {
    const { page, isNewest } = shown
    this.#table.show(page.entries)
    this.#table.element.toggle(page.entries.length > 0)
    this.#empty.show(shown, this.#nodes)
    this.#state.show(shown)
    this.#newer.toggle(!isNewest)
    this.#older.toggle(page.next !== null)
  }

  #showAll(): void {
    this.#filters.clear()
    void this.#try(() => this.#log.find(EVERYTHING))
  }

  /** Tells who cannot see it what has changed: at once where they asked for it. */
  #mention({ page, isSearching, isUpdate }: Shown): void {
    if (isUpdate) this.#mentionArrivals(this.#table.countNew(page.entries))
    else if (!isSearching) this.#announcer.say(this.#countIn("state.shown", page.entries.length))
  }

  #mentionArrivals(count: number): void {
    this.#arrived += count
    if (this.#arrived === 0) return
    this.#announcer.mention(() => {
      const text = this.#countIn("state.arrived", this.#arrived)
      this.#arrived = 0
      return text
    })
  }

  #countIn(key: string, count: number): string {
    return this.#words.translate(key, { count: this.#words.number(count) })
  }

  async #replayOne(entry: Entry): Promise<void> {
    const key = deliveryKey(entry)
    if (key) await this.#try(() => this.#replay(key, this.#words.translate("replay.one")))
  }

  async #replayFailed(): Promise<void> {
    const { translate } = this.#words
    const count = await countFailed()
    if (count > 0) return this.#replay({ failed: true }, this.#countIn("replay.all", count))
    inform(translate("label.replayFailed"), translate("replay.none"), translate("label.close"))
  }

  async #replay(wanted: DeliveryKey | { failed: true }, question: string): Promise<void> {
    const { translate } = this.#words
    const choices = { yes: translate("label.replay"), no: translate("label.cancel") }
    if (!(await confirm(translate("replay.title"), question, choices))) return
    const count = await replay(wanted)
    await this.#log.again()
    this.#announcer.say(this.#countIn("replay.done", count))
  }
}
