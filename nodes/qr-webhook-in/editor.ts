import { inNode, inNodeDefaults } from "../shared/editor/in-node"
import { upgradeOldNodes } from "../shared/editor/versions"
import { migrations } from "./migrations"

RED.nodes.registerType("qr webhook in", {
  ...inNode({ vendor: "qr" }),
  icon: "qr-webhook-in.svg",
  defaults: inNodeDefaults(migrations),
  credentials: { secretToken: { type: "password" } },
})

upgradeOldNodes("qr webhook in", migrations)
