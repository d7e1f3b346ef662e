import { inNode, inNodeDefaults } from "../shared/editor/in-node"

RED.nodes.registerType("purple in", {
  ...inNode({ vendor: "purple", httpsOnly: true }),
  icon: "purple-in.svg",
  defaults: inNodeDefaults,
})
