import { inNode, inNodeDefaults } from "../shared/editor/in-node"
import { upgradeOldNodes } from "../shared/editor/versions"
import { migrations } from "./migrations"

const { category, color, paletteLabel, label, labelStyle, onadd, oneditprepare } = inNode({ vendor: "qr" })

RED.nodes.registerType("qr webhook in", {
  category,
  color,
  icon: "qr-webhook-in.svg",
  inputs: 0,
  outputs: 1,
  defaults: inNodeDefaults(migrations),
  credentials: { secretToken: { type: "password" } },
  paletteLabel,
  label,
  labelStyle,
  onadd,
  oneditprepare,
})

upgradeOldNodes("qr webhook in", migrations)
