import { currentValue, Dialog } from "../shared/editor/dialog"
import type { EditorNode } from "../shared/editor/types"
import { isFileBelow, isRedisUrl, type Problem, validator, wholeNumber } from "../shared/editor/validators"
import { upgradeOldNodes, versionProperty } from "../shared/editor/versions"
import { migrations } from "./migrations"

interface StoreProperties {
  version: number
  name: string
  kind: string
  path: string
  url: string
  prefix: string
  retention: number
  retries: string
  quiet: number
  maxPending: number
}

const PREFIX = "node-config-input"

function checkFile(file: string, node: EditorNode & StoreProperties): Problem | undefined {
  const isFile = currentValue(node, "kind", node.kind, PREFIX) === "sqlite"
  return isFile && !isFileBelow(file) ? { key: "errors.store-path-outside" } : undefined
}

function checkUrl(url: string, node: EditorNode & StoreProperties): Problem | undefined {
  const isRedis = currentValue(node, "kind", node.kind, PREFIX) === "redis"
  return isRedis && !isRedisUrl(url) ? { key: "errors.redis-url-invalid" } : undefined
}

RED.nodes.registerType<StoreProperties>("webhook store", {
  category: "config",
  color: "#b9b3cb",
  defaults: {
    version: versionProperty(migrations),
    name: { value: "" },
    kind: { value: "sqlite" },
    path: { value: "webhooks.sqlite", validate: validator(checkFile) },
    url: { value: "", validate: validator(checkUrl) },
    prefix: { value: "" },
    retention: { value: 7, validate: wholeNumber("label.retention", 1) },
    // A string, as Node-RED drops a default of a configuration node that is falsy.
    retries: { value: "0", validate: wholeNumber("label.retries", 0) },
    quiet: { value: 30, validate: wholeNumber("label.quiet", 1) },
    maxPending: { value: 10_000, validate: wholeNumber("label.maxPending", 1) },
  },
  credentials: { username: { type: "text" }, password: { type: "password" } },
  paletteLabel() {
    return this._("palette.name")
  },
  label() {
    return this.name || (this.kind === "sqlite" ? this.path : this._("palette.name"))
  },
  oneditprepare() {
    new Dialog(this, PREFIX).follow()
  },
})

upgradeOldNodes("webhook store", migrations)
