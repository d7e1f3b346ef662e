// Node-RED inside another Express application, which parses bodies first and mounts it below a path of its own.
// Run by the harness instead of red.js: `embedded.mts <folder of the node-red package> <user directory>`.
import { createServer, type RequestListener } from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
import { join } from "node:path"

interface Embeddable {
  init(server: unknown, settings: unknown): void
  start(): Promise<void>
  stop(): Promise<void>
  httpAdmin: RequestListener
  httpNode: RequestListener
}

interface ExpressApplication extends RequestListener {
  use(...handlers: (string | RequestListener)[]): void
}

const [nodeRedFolder = "", userDirectory = ""] = process.argv.slice(2)
const require = createRequire(join(nodeRedFolder, "package.json"))
const RED: Embeddable = require(nodeRedFolder)
const express: {
  (): ExpressApplication
  json(): RequestListener
  urlencoded(options: object): RequestListener
} = require("express")
const settings: Record<string, string> = {
  ...require(join(userDirectory, "settings.js")),
  userDir: userDirectory,
}

const site = express()
const automation = express()
const server = createServer(site)
RED.init(server, settings)
site.use(express.json(), express.urlencoded({ extended: false }))
site.use("/automation", automation)
automation.use(settings.httpAdminRoot ?? "/", RED.httpAdmin)
automation.use(settings.httpNodeRoot ?? "/", RED.httpNode)

process.on("SIGTERM", () => RED.stop().then(() => process.exit()))
server.listen(0, "127.0.0.1", async () => {
  await RED.start()
  const { port } = server.address() as AddressInfo
  console.log(`Server now running at http://127.0.0.1:${port}/`)
})
