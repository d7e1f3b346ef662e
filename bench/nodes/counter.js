// A node at the end of a flow that does no more than count what comes.
module.exports = (RED) => {
  RED.nodes.registerType("counter", function construct(definition) {
    RED.nodes.createNode(this, definition)
    this.on("input", (_message, _send, done) => {
      globalThis.received = (globalThis.received ?? 0) + 1
      done()
    })
  })
}
