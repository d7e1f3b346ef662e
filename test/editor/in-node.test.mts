import assert from "node:assert/strict"
import { load } from "./load.mts"

interface OnWorkspace {
  id: string
  type: string
  d?: boolean
  path?: string
  url?: string
  _def?: { set: { module: string } }
}

interface InNodeModule {
  inNodeDefaults: (migrations: []) => {
    path: { validate: (this: object, path: string, options: object) => true | string }
  }
  inNode: (vendor: { vendor: string }) => { onadd: (this: { path: string }) => void }
}

const { inNode, inNodeDefaults } = await load<InNodeModule>("in-node")

const ours = { set: { module: "@guest-webhooks/node-red" } }
const workspace: OnWorkspace[] = [
  { id: "own", type: "purple in", path: "/webhooks/purple/own", _def: ours },
  { id: "other", type: "qr webhook in", path: "/webhooks/qr/other", _def: ours },
  { id: "core", type: "http in", url: "/core/", _def: { set: { module: "node-red" } } },
  { id: "off", type: "http in", url: "/disabled", d: true },
  { id: "foreign", type: "file watcher", path: "/foreign", _def: { set: { module: "another-module" } } },
]

function verdict(path: string, node: Partial<OnWorkspace> = {}): true | string {
  return inNodeDefaults([]).path.validate.call({ id: "own", _: (key: string) => key, ...node }, path, {})
}

describe("the path of an in-node among the other nodes", () => {
  before(() => {
    const nodes = { eachNode: (visit: (node: OnWorkspace) => boolean) => workspace.every(visit) }
    Object.assign(globalThis, { RED: { nodes } })
  })
  after(() => {
    Reflect.deleteProperty(globalThis, "RED")
  })

  it("is refused where another of our nodes or a core http in has it", () => {
    assert.equal(verdict("/webhooks/qr/other"), "errors.path-in-use")
    assert.equal(verdict("/core"), "errors.path-in-use")
  })

  it("is accepted where only the node itself, a disabled node or something that is no route has it", () => {
    for (const path of ["/webhooks/purple/own", "/disabled", "/foreign", "/free"]) {
      assert.equal(verdict(path), true, path)
    }
  })

  it("is not held against a node that is disabled itself", () => {
    assert.equal(verdict("/core", { d: true }), true)
  })

  it("says what is missing or wrong", () => {
    assert.equal(verdict(""), "errors.path-missing")
    assert.equal(verdict("/a/:id"), "errors.path-invalid")
  })

  it("is proposed to a new node, and left alone in one that has a path", () => {
    const node = { path: "" }
    inNode({ vendor: "beam" }).onadd.call(node)
    assert.match(node.path, /^\/webhooks\/beam\/[a-z0-9]{16}$/)
    const proposed = node.path
    inNode({ vendor: "beam" }).onadd.call(node)
    assert.equal(node.path, proposed)
  })
})
