import { inNode, inNodeDefaults } from "../shared/editor/in-node"
import { upgradeOldNodes } from "../shared/editor/versions"
import { migrations } from "./migrations"

const { category, color, paletteLabel, label, labelStyle, onadd, oneditprepare } = inNode({
  vendor: "purple",
  httpsOnly: true,
})

RED.nodes.registerType("purple in", {
  category,
  color,
  icon: "purple-in.svg",
  inputs: 0,
  outputs: 1,
  defaults: inNodeDefaults(migrations),
  paletteLabel,
  label,
  labelStyle,
  onadd,
  oneditprepare,
})

upgradeOldNodes("purple in", migrations)
