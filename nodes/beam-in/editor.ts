import { isObject } from "../shared/core/objects"
import {
  type InNode,
  type InNodeProperties,
  inNode,
  inNodeDefaults,
  prepareInNode,
} from "../shared/editor/in-node"
import { keepMarkerWhole } from "../shared/editor/masked-text"
import { randomId } from "../shared/editor/random"
import { STORED } from "../shared/editor/stored-secret"
import { upgradeOldNodes } from "../shared/editor/versions"
import { changedKeys, enteredKeys } from "./api-keys"
import { migrations } from "./migrations"

/** One webhook of the portal (FACTS.md B3); its API key is in the credentials, under the row's id. */
interface Webhook {
  id: string
  event: string
  location: string
}

type BeamIn = InNode & { webhooks: Webhook[] }

/** The vendor's words, each with the key of what it means. */
const EVENTS = {
  "customer.create": "option.event.customer",
  "subscriber.create": "option.event.subscriber",
  "transaction.mac.create": "option.event.mac",
  "transaction.social.create": "option.event.social",
  "transaction.voucher.create": "option.event.voucher",
  "transaction.paid.create": "option.event.paid",
}

const VENDOR = { vendor: "beam" }

function eventSelect(node: BeamIn, event: string): JQuery {
  const options = Object.entries(EVENTS).map(([type, key]) => $("<option>").val(type).text(node._(key)))
  return $('<select class="beam-in-event">')
    .css({ flex: 4, minWidth: 0 })
    .attr("aria-label", node._("label.event"))
    .append(options)
    .val(event)
}

function locationInput(node: BeamIn, location: string): JQuery {
  return $('<input type="text" class="beam-in-location">')
    .css({ flex: 2, width: "auto", minWidth: 0 })
    .attr({ placeholder: node._("label.location"), "aria-label": node._("label.location") })
    .val(location)
}

function keyArea(node: BeamIn, key: string, isStored: boolean): JQuery {
  const area = $(
    '<textarea class="beam-in-key guest-webhooks-masked" rows="1" spellcheck="false" autocomplete="off">',
  )
    .css({ flex: 3, width: "auto", minWidth: 0 })
    .attr({
      placeholder: node._(isStored ? "label.keyStored" : "label.key"),
      "aria-label": node._("label.key"),
    })
    .val(key)
  keepMarkerWhole(area)
  return area
}

/** The keys as the open dialog finds them: entered since the last deploy, or stored and not to be seen. */
function readKeys(node: BeamIn) {
  const entered = { ...parseObject(value("apiKeys")), ...parseObject(value("apiKeyChanges")) }
  const rows = node.credentials?.keyedRows
  const keyed = typeof rows === "string" && rows !== "" ? rows.split(" ") : undefined
  return {
    entered: (id: string): string => (typeof entered[id] === "string" ? entered[id] : ""),
    isStored: (id: string): boolean => value("apiKeys") === STORED && (keyed?.includes(id) ?? true),
    /** Rows that an edit before this one has taken away. */
    gone: Object.keys(entered).filter((id) => entered[id] === null),
  }
}

type Keys = ReturnType<typeof readKeys>

function credential(name: "apiKeys" | "apiKeyChanges"): JQuery {
  return $(`#node-input-${name}`)
}

function value(name: "apiKeys" | "apiKeyChanges"): string {
  return String(credential(name).val())
}

function parseObject(text: string): { readonly [id: string]: unknown } {
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

function textOf(keys: object): string {
  return Object.keys(keys).length > 0 ? JSON.stringify(keys) : ""
}

function addRow(node: BeamIn, keys: Keys, row: JQuery, webhook: Partial<Webhook>): void {
  const id = webhook.id ?? randomId()
  row.data("id", id).css({ display: "flex", gap: "6px", alignItems: "flex-start" })
  row.append(
    eventSelect(node, webhook.event ?? "customer.create"),
    locationInput(node, webhook.location ?? ""),
    keyArea(node, keys.entered(id), webhook.id !== undefined && keys.isStored(id)),
  )
}

interface EditedRow extends Webhook {
  key: string
  hasKey: boolean
}

function editedRows(keys: Keys): EditedRow[] {
  const items = $("#beam-in-webhooks").editableList("items").toArray()
  // A row that was deleted fades away before it is gone.
  const rows = items.filter((item) => $(item).closest(".red-ui-editableList-item-deleting").length === 0)
  return rows.map((item) => {
    const id = String($(item).data("id"))
    const key = String($(item).find(".beam-in-key").val())
    return {
      id,
      event: String($(item).find(".beam-in-event").val()),
      location: String($(item).find(".beam-in-location").val()).trim(),
      key,
      hasKey: key.trim() !== "" || keys.isStored(id),
    }
  })
}

/** Where one row has a key, what comes for a row without is refused; where none has, everybody is believed. */
function showKeyState(keys: Keys): void {
  const rows = editedRows(keys)
  $("#beam-in-keys").toggle(value("apiKeys") === STORED)
  const isAnyKeyed = rows.some(({ hasKey }) => hasKey)
  $("#beam-in-unkeyed").toggle(isAnyKeyed && !rows.every(({ hasKey }) => hasKey))
  $("#beam-in-keyless").toggle(!isAnyKeyed && value("apiKeys") !== STORED)
}

function prepareWebhooks(node: BeamIn): void {
  const keys = readKeys(node)
  const show = () => showKeyState(keys)
  const list = $("#beam-in-webhooks").css({ minHeight: "110px" })
  list.editableList<Partial<Webhook>>({
    addItem(row, _index, webhook) {
      addRow(node, keys, row, webhook)
      // Node-RED's own link, an icon without a name.
      row.closest("li").find(".red-ui-editableList-item-remove").attr("aria-label", node._("label.remove"))
      row.find(".beam-in-event").trigger("change")
    },
    removeItem: () => list.trigger("change"),
    sortItems: () => list.trigger("change"),
    removable: true,
    sortable: true,
  })
  list.editableList("addItems", node.webhooks)
  list.on("input change", show)
  $("#beam-in-forget").on("click", () => {
    credential("apiKeys").val("").trigger("change")
    list.find(".beam-in-key").attr("placeholder", node._("label.key"))
    show()
  })
  show()
}

/** What is stored stays: only what was entered is sent, or nothing. */
function saveKeys(node: BeamIn, rows: readonly EditedRow[]): void {
  if (value("apiKeys") !== STORED) {
    credential("apiKeys").val(textOf(enteredKeys(rows)))
    credential("apiKeyChanges").val("")
    return
  }
  const before = [...node.webhooks.map(({ id }) => id), ...readKeys(node).gone]
  const changes = textOf(changedKeys(rows, before))
  if (changes !== "" || value("apiKeyChanges") !== STORED) credential("apiKeyChanges").val(changes)
}

const defaults = { ...inNodeDefaults(migrations), webhooks: { value: [] } }

const { category, color, paletteLabel, label, labelStyle, onadd } = inNode(VENDOR)

RED.nodes.registerType<InNodeProperties & { webhooks: Webhook[] }>("beam in", {
  category,
  color,
  icon: "beam-in.svg",
  inputs: 0,
  outputs: 1,
  defaults,
  credentials: {
    apiKeys: { type: "password" },
    apiKeyChanges: { type: "password" },
    keyedRows: { type: "text" },
  },
  paletteLabel,
  label,
  labelStyle,
  onadd,
  oneditprepare() {
    prepareInNode(this, VENDOR, () => prepareWebhooks(this))
  },
  oneditsave() {
    const rows = editedRows(readKeys(this))
    saveKeys(this, rows)
    this.webhooks = rows.map(({ id, event, location }) => ({ id, event, location }))
  },
})

upgradeOldNodes("beam in", migrations)
