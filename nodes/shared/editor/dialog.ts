// A node's open dialog: its fields, which of its rows are shown, and what is wrong in them.
import { isEnvironmentVariable } from "./route-path"
import { isNeeded } from "./row-condition"
import type { EditorNode } from "./types"

export type Prefix = "node-input" | "node-config-input"

export class Dialog {
  readonly form: JQuery
  readonly node: EditorNode
  readonly #prefix: Prefix
  #opened = ""

  constructor(node: EditorNode, prefix: Prefix = "node-input") {
    this.node = node
    this.#prefix = prefix
    this.form = this.field("name").closest("form")
    this.form.data("guest-webhooks-node", node.id)
  }

  field(name: string): JQuery {
    return $(`#${this.#prefix}-${name}`)
  }

  value(name: string): string {
    return String(this.field(name).val() ?? "")
  }

  /** Keeps rows and messages in step with the fields, and tells `changed` after each change. */
  follow(changed: () => void = () => undefined): void {
    const update = () => {
      for (const part of this.form.find("[data-when]")) {
        $(part).toggle(isNeeded(part.dataset.when ?? "", (field) => this.value(field)))
      }
      this.#showProblems()
      changed()
    }
    this.#opened = this.#content()
    this.form.on("change input", update)
    update()
  }

  /** Whether what is to be seen here is not (yet) deployed. */
  isChanged(): boolean {
    return this.node.changed === true || this.#content() !== this.#opened
  }

  /** All that is entered, of the node's own; a mark sets the other fields aside. */
  #content(): string {
    const fields = this.form.find("input, select, textarea").not(".guest-webhooks-aside")
    return JSON.stringify(fields.toArray().map((field) => $(field).val()))
  }

  /** Says below a field what is wrong in it, also to who cannot see its colour; nothing where the text is empty. */
  showProblem(field: JQuery, problem: string): void {
    field.attr("aria-invalid", String(problem !== "")).toggleClass("input-error", problem !== "")
    const line = $(`#${field.attr("id")}-problem`)
    if (line.text() !== problem) line.text(problem)
  }

  /** Node-RED shows a validator's text only to a mouse that rests on the field. */
  #showProblems(): void {
    const { defaults, credentials } = this.node._def
    for (const [name, { validate }] of Object.entries({ ...defaults, ...credentials })) {
      const field = this.field(name)
      if (!validate || field.length === 0) continue
      const verdict = isEnvironmentVariable(this.value(name)) || validate.call(this.node, field.val(), {})
      this.showProblem(field, verdict === true ? "" : verdict)
    }
  }
}

/** A neighbouring field as it stands in the node's open dialog, otherwise as it was saved. */
export function currentValue(
  node: EditorNode,
  field: string,
  saved: unknown,
  prefix: Prefix = "node-input",
): string {
  const input = $(`#${prefix}-${field}`)
  const isOpen = input.closest("form").data("guest-webhooks-node") === node.id
  return String((isOpen ? input.val() : saved) ?? "")
}
