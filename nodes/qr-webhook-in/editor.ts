import { inNode, inNodeDefaults } from "../shared/editor/in-node"

RED.nodes.registerType("qr webhook in", {
  ...inNode({ vendor: "qr" }),
  icon: "qr-webhook-in.svg",
  defaults: inNodeDefaults,
  credentials: { secretToken: { type: "password" } },
})
