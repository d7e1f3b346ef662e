// Node-RED's list of configuration nodes names none of them "Add new …", which looks like something to do.
import type { Dialog } from "./dialog"

/** Says what is used where no store is chosen. */
export function nameBuiltInStore(dialog: Dialog): void {
  const select = dialog.field("store")
  const name = () => void select.find("option[value=_ADD_]").text(dialog.node._("label.builtInStore"))
  // Node-RED fills the list again when a store was added, and tells of it by this event.
  select.on("change", name)
  name()
}
