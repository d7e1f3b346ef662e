import { currentValue, Dialog } from "../shared/editor/dialog"
import { label, labelStyle, paletteLabel } from "../shared/editor/labels"
import { keepMarkerWhole, offerToGenerate } from "../shared/editor/masked-text"
import { nameBuiltInStore } from "../shared/editor/store-select"
import type { EditorNode } from "../shared/editor/types"
import {
  isHeaderName,
  type Problem,
  unknownPlaceholder,
  validator,
  wholeNumber,
} from "../shared/editor/validators"
import { upgradeOldNodes, versionProperty } from "../shared/editor/versions"
import { migrations } from "./migrations"
import { PRESETS, type Sender } from "./presets"

interface VerifyProperties {
  version: number
  name: string
  method: string
  preset: string
  algorithm: string
  encoding: string
  header: string
  prefix: string
  template: string
  timestampHeader: string
  tolerance: number
  field: string
  store: string
}

type VerifyNode = EditorNode & VerifyProperties

function checkSecret(secret: string): Problem | undefined {
  return secret === "" ? { key: "errors.secret-empty" } : undefined
}

function isCustom(node: VerifyNode, method: string): boolean {
  const isMethod = currentValue(node, "method", node.method) === method
  return isMethod && currentValue(node, "preset", node.preset) === "custom"
}

function checkHeader(header: string, node: VerifyNode): Problem | undefined {
  if (header !== "" && !isHeaderName(header)) return { key: "validation.header" }
  if (header === "" && isCustom(node, "hmac")) return { key: "validation.signatureHeader" }
  const isNowhere = header === "" && currentValue(node, "field", node.field) === ""
  return isNowhere && isCustom(node, "token") ? { key: "validation.tokenPlace" } : undefined
}

function checkTemplate(template: string, node: VerifyNode): Problem | undefined {
  if (!isCustom(node, "hmac")) return undefined
  if (template === "") return { key: "validation.template" }
  const placeholder = unknownPlaceholder(template)
  return placeholder === undefined ? undefined : { key: "validation.placeholder", values: { placeholder } }
}

function checkTimestampHeader(header: string, node: VerifyNode): Problem | undefined {
  if (header !== "") return isHeaderName(header) ? undefined : { key: "validation.header" }
  const template = currentValue(node, "template", node.template)
  const isNeeded = isCustom(node, "hmac") && template.includes("{timestamp}")
  return isNeeded ? { key: "validation.timestampHeader" } : undefined
}

function isSender(preset: string): preset is Sender {
  return Object.hasOwn(PRESETS, preset)
}

/** In plain words what the preset checks: at runtime it decides everything but the secret. */
function explainPreset(dialog: Dialog): void {
  const preset = dialog.value("preset")
  $("#guest-webhooks-sentence")
    .text(isSender(preset) ? dialog.node._(`sentence.${preset}`) : "")
    .toggle(isSender(preset))
}

/** A sender's settings are what a custom check of something similar starts from. */
function fillFromPreset(dialog: Dialog): void {
  const preset = dialog.value("preset")
  if (!isSender(preset)) return
  for (const [name, value] of Object.entries(PRESETS[preset])) dialog.field(name).val(value)
}

RED.nodes.registerType<VerifyProperties>("verify signature", {
  category: "guest webhooks",
  color: "#b9b3cb",
  icon: "verify-signature.svg",
  inputs: 1,
  outputs: 2,
  defaults: {
    version: versionProperty(migrations),
    name: { value: "" },
    method: { value: "hmac" },
    preset: { value: "custom" },
    algorithm: { value: "sha256" },
    encoding: { value: "hex" },
    header: { value: "", validate: validator(checkHeader) },
    prefix: { value: "" },
    template: { value: "{body}", validate: validator(checkTemplate) },
    timestampHeader: { value: "", validate: validator(checkTimestampHeader) },
    tolerance: { value: 300, validate: wholeNumber("label.tolerance", 1) },
    field: { value: "" },
    store: { value: "", type: "webhook store", required: false },
  },
  credentials: { secret: { type: "password", validate: validator(checkSecret) } },
  paletteLabel,
  label,
  labelStyle,
  outputLabels(index) {
    return this._(["output.verified", "output.rejected"][index] ?? "")
  },
  oneditprepare() {
    const dialog = new Dialog(this)
    keepMarkerWhole(dialog.field("secret"))
    offerToGenerate(dialog)
    nameBuiltInStore(dialog)
    // Node-RED triggers every field's change once itself, when it has opened the dialog.
    dialog.field("preset").on("input", () => fillFromPreset(dialog))
    dialog.follow(() => explainPreset(dialog))
  },
})

upgradeOldNodes("verify signature", migrations)
