import { dedupeSentence } from "../shared/editor/dedupe-sentence"
import { currentValue, Dialog } from "../shared/editor/dialog"
import { label, labelStyle, paletteLabel } from "../shared/editor/labels"
import { nameBuiltInStore } from "../shared/editor/store-select"
import type { EditorNode } from "../shared/editor/types"
import { isTimeZone, type Problem, validator, wholeNumber } from "../shared/editor/validators"
import { upgradeOldNodes, versionProperty } from "../shared/editor/versions"
import { migrations } from "./migrations"

interface DedupeProperties {
  version: number
  name: string
  key: string
  property: string
  expression: string
  window: string
  amount: number
  unit: string
  timezone: string
  clock: string
  lateAfter: number
  commit: string
  missing: string
  store: string
}

type DedupeNode = EditorNode & DedupeProperties

function isKey(node: DedupeNode, key: string): boolean {
  return currentValue(node, "key", node.key) === key
}

function checkProperty(property: string, node: DedupeNode): Problem | undefined {
  return property === "" && isKey(node, "property") ? { key: "validation.property" } : undefined
}

function isJsonata(expression: string): boolean {
  try {
    jsonata(expression)
    return true
  } catch {
    return false
  }
}

function checkExpression(expression: string, node: DedupeNode): Problem | undefined {
  const isWrong = isKey(node, "jsonata") && !isJsonata(expression)
  return isWrong ? { key: "errors.expression-invalid" } : undefined
}

function checkTimeZone(timezone: string, node: DedupeNode): Problem | undefined {
  const isDay = currentValue(node, "window", node.window) === "day"
  return isDay && !isTimeZone(timezone) ? { key: "errors.timezone-invalid" } : undefined
}

function settingsIn(dialog: Dialog) {
  return {
    key: dialog.value("key"),
    property: dialog.value("property"),
    window: dialog.value("window"),
    amount: Number(dialog.value("amount")),
    unit: dialog.value("unit"),
    timezone: dialog.value("timezone").trim(),
    clock: dialog.value("clock"),
    lateAfter: Number(dialog.value("lateAfter")),
    commit: dialog.value("commit"),
    missing: dialog.value("missing"),
  }
}

RED.nodes.registerType<DedupeProperties>("dedupe", {
  category: "guest webhooks",
  color: "#b9b3cb",
  icon: "dedupe.svg",
  inputs: 1,
  outputs: 2,
  defaults: {
    version: versionProperty(migrations),
    name: { value: "" },
    key: { value: "guest" },
    property: { value: "payload.id", validate: validator(checkProperty) },
    expression: { value: "", validate: validator(checkExpression) },
    window: { value: "day" },
    amount: { value: 1, validate: wholeNumber("label.amount", 1) },
    unit: { value: "d" },
    timezone: { value: "", validate: validator(checkTimeZone) },
    clock: { value: "event" },
    lateAfter: { value: 0, validate: wholeNumber("label.lateAfter", 0) },
    commit: { value: "pass" },
    missing: { value: "pass" },
    store: { value: "", type: "webhook store", required: false },
  },
  paletteLabel,
  label,
  labelStyle,
  outputLabels(index) {
    return this._(["output.first", "output.repeat"][index] ?? "")
  },
  oneditprepare() {
    const dialog = new Dialog(this)
    dialog.field("property").typedInput({ types: ["msg"] })
    dialog.field("expression").typedInput({ types: ["jsonata"] })
    const zones = Intl.supportedValuesOf("timeZone").map((zone) => $("<option>").val(zone))
    $("#dedupe-timezones").append(zones)
    dialog.field("timezone").attr("placeholder", new Intl.DateTimeFormat().resolvedOptions().timeZone)
    nameBuiltInStore(dialog)
    const words = { translate: this._, language: this._("catalogue.language") }
    dialog.follow(() => $("#guest-webhooks-sentence").text(dedupeSentence(settingsIn(dialog), words)))
  },
})

upgradeOldNodes("dedupe", migrations)
