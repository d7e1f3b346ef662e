// The editor's API as our dialogs use it: what the community types know is taken from them.
import type { RED as Editor } from "node-red__editor-client"
import type { AnyNode, Definition, Plugin } from "./types"

interface Nodes {
  registerType<Properties extends { name: string }>(type: string, definition: Definition<Properties>): void
  eachNode(visit: (node: AnyNode) => boolean): void
  node(id: string): AnyNode | null
}

interface SidebarTab {
  id: string
  name: string
  label: string
  iconClass: string
  content: JQuery
  /** It can be used while a node's dialog is open. */
  enableOnEdit: boolean
}

declare global {
  const RED: Pick<Editor, "view"> & {
    /** `get` and `set`: what the editor remembers of its user. */
    settings: {
      httpNodeRoot: Editor["settings"]["httpNodeRoot"]
      get(key: string): unknown
      set(key: string, value: unknown): void
    }
    nodes: Nodes
    events: { on(event: "nodes:add", listener: (node: AnyNode) => void): void }
    plugins: { registerPlugin(id: string, plugin: Plugin): void }
    sidebar: { addTab(tab: SidebarTab): void }
    utils: { getNodeLabel(node: AnyNode, defaultLabel: string): string }
    clipboard: { copyText(value: string, element: JQuery, message: string): boolean }
  }
  /** The editor loads JSONata for its own fields. */
  const jsonata: (expression: string) => object
}
