// What the editor's nodes and definitions look like to us. The community types know neither a property's
// label, nor validators that answer with a text, nor `this._`.

export type Values = Record<string, string | number>
export type Translate = (key: string, values?: Values) => string

/** What the editor gives every node: `_` looks a key up in the catalogue of the node's own set. */
export interface EditorNode {
  readonly id: string
  readonly type: string
  readonly d?: boolean
  readonly _: Translate
  readonly _def: {
    readonly defaults: Record<string, { validate?: Validator<EditorNode> }>
    readonly credentials?: Record<string, { validate?: Validator<EditorNode> }>
  }
  /** What is on the workspace is not what is deployed. */
  readonly changed?: boolean
  readonly credentials?: Record<string, unknown>
  name: string
}

/** Node-RED counts the parameters: a validator's text is shown only if it declares two. */
export type Validator<Node> = (this: Node, value: unknown, options: object) => true | string

export interface Property<Value, Node> {
  value: Value
  type?: string
  required?: boolean
  validate?: Validator<Node>
}

export interface Definition<Properties extends object, Node = EditorNode & Properties> {
  category: string
  color: string
  defaults: { [Name in keyof Properties]: Property<Properties[Name], Node> }
  credentials?: Record<string, { type: "text" | "password"; validate?: Validator<Node> }>
  inputs?: 0 | 1
  outputs?: number
  icon?: string
  paletteLabel?: (this: { _: Translate }) => string
  label: (this: Node) => string
  labelStyle?: (this: Node) => string
  outputLabels?: (this: Node, index: number) => string | undefined
  onadd?: (this: Node) => void
  oneditprepare?: (this: Node) => void
  oneditsave?: (this: Node) => void
}

/** What is added to the editor beside nodes; `_` looks a key up in the plugin's own catalogue. */
export interface Plugin {
  type: string
  onadd: (this: { _: Translate }) => void
}

/** A node on the workspace, whatever its type: only what we look at in nodes that are not ours. */
export interface AnyNode {
  readonly id: string
  readonly type: string
  readonly d?: boolean
  readonly path?: unknown
  readonly url?: unknown
  readonly version?: unknown
  readonly _def?: { set?: { module?: string }; defaults?: Record<string, { value: unknown }> }
}
