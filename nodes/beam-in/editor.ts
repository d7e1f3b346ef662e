import {
  type InNode,
  type InNodeProperties,
  inNode,
  inNodeDefaults,
  prepareInNode,
} from "../shared/editor/in-node"
import { keepMarkerWhole } from "../shared/editor/masked-text"
import { randomId } from "../shared/editor/route-path"
import { credentialOf, isIncomplete, knownKeys } from "../shared/editor/row-keys"
import { STORED } from "../shared/editor/stored-secret"
import { upgradeOldNodes } from "../shared/editor/versions"
import { migrations } from "./migrations"

/** One webhook of the portal (FACTS.md B3); its API key is in the credential, under the row's id. */
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
  return $('<select class="beam-in-event">').css({ flex: 4, minWidth: 0 }).append(options).val(event)
}

function locationInput(node: BeamIn, location: string): JQuery {
  return $('<input type="text" class="beam-in-location">')
    .css({ flex: 2, width: "auto", minWidth: 0 })
    .attr("placeholder", node._("label.location"))
    .val(location)
}

function keyArea(node: BeamIn, key: string, isStored: boolean): JQuery {
  const area = $(
    '<textarea class="beam-in-key guest-webhooks-masked" rows="1" spellcheck="false" autocomplete="off">',
  )
    .css({ flex: 3, width: "auto", minWidth: 0 })
    .attr("placeholder", node._(isStored ? "label.keyStored" : "label.key"))
    .val(key)
  keepMarkerWhole(area)
  return area
}

function addRow(node: BeamIn, credential: string, row: JQuery, webhook: Partial<Webhook>): void {
  const id = webhook.id ?? randomId()
  const isStored = webhook.id !== undefined && credential === STORED
  row.data("id", id).css({ display: "flex", gap: "6px", alignItems: "flex-start" })
  row.append(
    eventSelect(node, webhook.event ?? "customer.create"),
    locationInput(node, webhook.location ?? ""),
    keyArea(node, knownKeys(credential)[id] ?? "", isStored),
  )
}

interface EditedRow extends Webhook {
  key: string
}

function editedRows(): EditedRow[] {
  const items = $("#beam-in-webhooks").editableList("items").toArray()
  return items.map((item) => ({
    id: String($(item).data("id")),
    event: String($(item).find(".beam-in-event").val()),
    location: String($(item).find(".beam-in-location").val()).trim(),
    key: String($(item).find(".beam-in-key").val()),
  }))
}

function showKeyState(): void {
  const isStored = $("#node-input-apiKeys").val() === STORED
  $("#beam-in-keys").toggle(isStored)
  $("#beam-in-incomplete").toggle(isStored && isIncomplete(editedRows()))
}

function prepareWebhooks(node: BeamIn): void {
  const credential = $("#node-input-apiKeys")
  const list = $("#beam-in-webhooks").css({ minHeight: "110px" })
  list.editableList<Partial<Webhook>>({
    addItem: (row, _index, webhook) => addRow(node, String(credential.val()), row, webhook),
    removeItem: showKeyState,
    removable: true,
    sortable: true,
  })
  list.editableList("addItems", node.webhooks)
  list.on("input", showKeyState)
  $("#beam-in-forget").on("click", () => {
    credential.val("").trigger("change")
    list.find(".beam-in-key").attr("placeholder", node._("label.key"))
    showKeyState()
  })
  showKeyState()
}

RED.nodes.registerType<InNodeProperties & { webhooks: Webhook[] }>("beam in", {
  ...inNode(VENDOR),
  icon: "beam-in.svg",
  defaults: { ...inNodeDefaults(migrations), webhooks: { value: [] } },
  credentials: { apiKeys: { type: "password" } },
  oneditprepare() {
    prepareInNode(this, VENDOR)
    prepareWebhooks(this)
  },
  oneditsave() {
    const rows = editedRows()
    const credential = $("#node-input-apiKeys")
    credential.val(credentialOf(rows, String(credential.val())))
    this.webhooks = rows.map(({ id, event, location }) => ({ id, event, location }))
  },
})

upgradeOldNodes("beam in", migrations)
