// A node that sends as many messages as it is asked for, a thousand at most under way, and tells how long they took.
const UNDER_WAY = 1000

module.exports = (RED) => {
  RED.nodes.registerType("source", function construct(definition) {
    RED.nodes.createNode(this, definition)
    this.on("input", (message, send, done) => {
      const total = Number(message.payload.messages)
      const prefix = RED.util.generateId()
      const start = performance.now()
      let sent = 0
      globalThis.received = 0
      const sendMore = () => {
        while (sent < total && sent - globalThis.received < UNDER_WAY) {
          sent++
          send([{ payload: { id: `${prefix} ${sent}` } }, null])
        }
        if (globalThis.received < total) return setImmediate(sendMore)
        send([null, { ...message, payload: { seconds: (performance.now() - start) / 1000 } }])
        done()
      }
      sendMore()
    })
  })
}
