// Loaded into the Node-RED under attack: tells how long its event loop stood still, what it holds in memory, and how
// many promises were rejected without anybody caring.
const { createServer } = require("node:http")
const { monitorEventLoopDelay } = require("node:perf_hooks")
const v8 = require("node:v8")
const vm = require("node:vm")

/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 5

v8.setFlagsFromString("--expose-gc")
const collectGarbage = vm.runInNewContext("gc")
const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
let unhandled = 0
process.on("unhandledRejection", () => {
  unhandled += 1
})

/** GET /pulse: the longest pause since the last one. GET /memory: after a garbage collection. */
const server = createServer((request, response) => {
  if (request.url === "/memory") collectGarbage()
  const { heapUsed, rss, external } = process.memoryUsage()
  const pause = Math.max(0, delay.max / 1e6 - RESOLUTION)
  response.end(JSON.stringify({ pause, heapUsed, external, rss, unhandled }))
  delay.reset()
})
server.listen(0, "127.0.0.1", () => {
  server.unref()
  delay.enable()
  process.send?.({ label: "probe", json: JSON.stringify(server.address()) })
})
