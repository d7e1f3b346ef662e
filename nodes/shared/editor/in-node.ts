// What the editor knows of every in-node: its common properties, the path it proposes, the URL it shows.
import type { Migration } from "../core/migrate"
import { askEndpoints } from "./admin"
import { Dialog } from "./dialog"
import { label, labelStyle, paletteLabel } from "./labels"
import { keepMarkerWhole, offerToGenerate } from "./masked-text"
import { PublicAddress } from "./public-address"
import { isEnvironmentVariable, isRoutePath, isSameRoute, proposePath, tidyPath } from "./route-path"
import { nameBuiltInStore } from "./store-select"
import { TestEvent } from "./test-event"
import type { AnyNode, Definition, EditorNode } from "./types"
import { isAddressOrNetwork, type Problem, validator, wholeNumber } from "./validators"
import { versionProperty } from "./versions"

export interface InNodeProperties {
  version: number
  name: string
  path: string
  store: string
  maxBody: number
  allow: string
  rateLimit: number
}

export type InNode = EditorNode & InNodeProperties

interface Vendor {
  /** The part of a proposed path that names the vendor. */
  vendor: string
  /** The vendor posts to https addresses only. */
  httpsOnly?: boolean
}

const OWN_MODULE = "@guest-webhooks/node-red"

function routeOf(node: AnyNode): unknown {
  if (node.type === "http in") return node.url
  return node._def?.set?.module === OWN_MODULE ? node.path : undefined
}

function isTaken(path: string, by: AnyNode, own: EditorNode): boolean {
  const route = routeOf(by)
  return by.id !== own.id && !by.d && typeof route === "string" && route !== "" && isSameRoute(route, path)
}

function isPathTaken(path: string, own: EditorNode): boolean {
  let taken = false
  RED.nodes.eachNode((node) => {
    taken = isTaken(path, node, own)
    return !taken
  })
  return taken
}

function checkPath(typed: string, node: EditorNode): Problem | undefined {
  const path = tidyPath(typed)
  if (path === "") return { key: "errors.path-missing" }
  if (!isRoutePath(path)) return { key: "errors.path-invalid" }
  if (!node.d && !isEnvironmentVariable(path) && isPathTaken(path, node)) return { key: "errors.path-in-use" }
  return undefined
}

function checkAddresses(lines: string): Problem | undefined {
  if (isEnvironmentVariable(lines)) return undefined
  const wrong = lines.split(/[\s,]+/).find((line) => line !== "" && !isAddressOrNetwork(line))
  return wrong === undefined ? undefined : { key: "errors.address-invalid", values: { address: wrong } }
}

const common: Omit<Definition<InNodeProperties>["defaults"], "version"> = {
  name: { value: "" },
  path: { value: "", validate: validator(checkPath) },
  store: { value: "", type: "webhook store", required: false },
  maxBody: { value: 1_048_576, validate: wholeNumber("label.maxBody", 1) },
  allow: { value: "", validate: validator(checkAddresses) },
  rateLimit: { value: 0, validate: wholeNumber("label.rateLimit", 0) },
}

/** The properties that every in-node has. */
export function inNodeDefaults(migrations: readonly Migration[]): Definition<InNodeProperties>["defaults"] {
  return { version: versionProperty(migrations), ...common }
}

function proposeAnother(dialog: Dialog, { vendor }: Vendor): void {
  const path = dialog.field("path")
  path.on("change", () => void path.val(tidyPath(dialog.value("path"))))
  $("#guest-webhooks-propose").on("click", () => void path.val(proposePath(vendor)).trigger("change"))
}

/** What was set is to be seen; what is as it comes is out of the way. */
function openIfSet(node: InNode): void {
  const seldom = ["store", "maxBody", "allow", "rateLimit"] as const
  const isSet = seldom.some((name) => String(node[name] ?? common[name].value) !== String(common[name].value))
  $("#guest-webhooks-more").prop("open", isSet)
}

/** Prepares what all in-nodes' dialogs have; `dialog.follow` is still to be called, by who has prepared the rest. */
function prepare(node: InNode, vendor: Vendor): Dialog {
  const dialog = new Dialog(node)
  for (const area of dialog.form.find(".guest-webhooks-masked")) keepMarkerWhole($(area))
  offerToGenerate(dialog)
  nameBuiltInStore(dialog)
  proposeAnother(dialog, vendor)
  openIfSet(node)
  return dialog
}

/** @param prepareRest prepares what only this vendor's dialog has */
export function prepareInNode(node: InNode, vendor: Vendor, prepareRest = () => {}): void {
  const dialog = prepare(node, vendor)
  prepareRest()
  const address = new PublicAddress(dialog, vendor)
  const test = new TestEvent(dialog)
  dialog.follow(() => test.update())
  void askEndpoints().then(({ publicUrl, endpoints }) => {
    address.fix(publicUrl)
    test.offer(endpoints.find(({ id }) => id === node.id))
  })
}

/**
 * What all in-nodes' definitions share. Each names what it takes and spreads nothing: the flow library's scorecard
 * (`node-red-dev validate`) reads definitions from the page's text, and none that has a spread.
 */
export function inNode(vendor: Vendor) {
  return {
    category: "guest webhooks",
    color: "#8fbcb5",
    paletteLabel,
    label,
    labelStyle,
    onadd(this: InNode) {
      if (!this.path) this.path = proposePath(vendor.vendor)
      // A node of a version that did not have these yet: what they are by default then counts, and is shown.
      this.allow ??= common.allow.value
      this.rateLimit ??= common.rateLimit.value
    },
    oneditprepare(this: InNode) {
      prepareInNode(this, vendor)
    },
  }
}
