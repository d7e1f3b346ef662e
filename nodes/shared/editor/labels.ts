// How every node of ours is labelled: by its name, in italics, or by its type's name in the user's language.
import type { EditorNode, Translate } from "./types"

export function paletteLabel(this: { _: Translate }): string {
  return this._("palette.name")
}

export function label(this: EditorNode): string {
  return this.name || this._("palette.name")
}

export function labelStyle(this: EditorNode): string {
  return this.name ? "node_label_italic" : ""
}
