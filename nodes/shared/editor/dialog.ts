// A node's open dialog: its fields, and which of its rows are shown.
import { isNeeded } from "./row-condition"
import type { EditorNode } from "./types"

export type Prefix = "node-input" | "node-config-input"

export class Dialog {
  readonly form: JQuery
  private readonly prefix: Prefix

  constructor(node: EditorNode, prefix: Prefix = "node-input") {
    this.prefix = prefix
    this.form = this.field("name").closest("form")
    this.form.data("guest-webhooks-node", node.id)
  }

  field(name: string): JQuery {
    return $(`#${this.prefix}-${name}`)
  }

  value(name: string): string {
    return String(this.field(name).val() ?? "")
  }

  /** Keeps the rows in step with the fields, and tells `changed` after each change. */
  keepVisible(changed: () => void = () => undefined): void {
    const update = () => {
      for (const row of this.form.find("[data-when]")) {
        $(row).toggle(isNeeded(row.dataset.when ?? "", (field) => this.value(field)))
      }
      changed()
    }
    this.form.on("change input", update)
    update()
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
