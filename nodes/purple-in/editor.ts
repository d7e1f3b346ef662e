import { inNode, inNodeDefaults } from "../shared/editor/in-node"
import { upgradeOldNodes } from "../shared/editor/versions"
import { migrations } from "./migrations"

RED.nodes.registerType("purple in", {
  ...inNode({ vendor: "purple", httpsOnly: true }),
  icon: "purple-in.svg",
  defaults: inNodeDefaults(migrations),
})

upgradeOldNodes("purple in", migrations)
