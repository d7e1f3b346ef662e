import { type InNodeProperties, inNode, inNodeDefaults } from "../shared/editor/in-node"
import { isHeaderName, validator } from "../shared/editor/validators"
import { upgradeOldNodes } from "../shared/editor/versions"
import { migrations } from "./migrations"

const defaults = {
  ...inNodeDefaults(migrations),
  header: {
    value: "x-webhook-secret",
    validate: validator((name) => (isHeaderName(name) ? undefined : { key: "validation.header" })),
  },
}

const { category, color, paletteLabel, label, labelStyle, onadd, oneditprepare } = inNode({
  vendor: "cloud4wi",
})

RED.nodes.registerType<InNodeProperties & { header: string }>("cloud4wi in", {
  category,
  color,
  icon: "cloud4wi-in.svg",
  inputs: 0,
  outputs: 1,
  defaults,
  credentials: { secret: { type: "password" } },
  paletteLabel,
  label,
  labelStyle,
  onadd,
  oneditprepare,
})

upgradeOldNodes("cloud4wi in", migrations)
