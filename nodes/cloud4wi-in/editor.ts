import { type InNodeProperties, inNode, inNodeDefaults } from "../shared/editor/in-node"
import { isHeaderName, validator } from "../shared/editor/validators"
import { upgradeOldNodes } from "../shared/editor/versions"
import { migrations } from "./migrations"

RED.nodes.registerType<InNodeProperties & { header: string }>("cloud4wi in", {
  ...inNode({ vendor: "cloud4wi" }),
  icon: "cloud4wi-in.svg",
  defaults: {
    ...inNodeDefaults(migrations),
    header: {
      value: "x-webhook-secret",
      validate: validator((name) => (isHeaderName(name) ? undefined : { key: "validation.header" })),
    },
  },
  credentials: { secret: { type: "password" } },
})

upgradeOldNodes("cloud4wi in", migrations)
