// The editor's API as our dialogs use it: what the community types know is taken from them.
import type { RED as Editor } from "node-red__editor-client"
import type { AnyNode, Definition } from "./types"

interface Nodes {
  registerType<Properties extends { name: string }>(type: string, definition: Definition<Properties>): void
  eachNode(visit: (node: AnyNode) => boolean): void
}

declare global {
  const RED: Pick<Editor, "settings" | "i18n"> & {
    nodes: Nodes
    events: { on(event: "nodes:add", listener: (node: AnyNode) => void): void }
    clipboard: { copyText(value: string, element: JQuery, message: string): boolean }
  }
  /** The editor loads JSONata for its own fields. */
  const jsonata: (expression: string) => object
}
