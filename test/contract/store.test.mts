// Runs the contract on every driver.
import { join } from "node:path"
import { MemoryStore } from "../../dist/store/drivers/memory.js"
import { RedisStore } from "../../dist/store/drivers/redis.js"
import { SqliteStore } from "../../dist/store/drivers/sqlite.js"
import { needs } from "../support/installed.mts"
import { scratchFolder } from "../support/packed.mts"
import { RedisServer, redis } from "../support/redis-server.mts"
import { describeStore } from "./store.contract.mts"

describeStore({ name: "memory", durable: false, open: (_place, limits) => new MemoryStore(limits) })

const folder = scratchFolder("contract")
describeStore({
  name: "sqlite",
  durable: true,
  open: (place, limits) => new SqliteStore(join(folder, `${place}.sqlite`), limits, () => {}),
})

describe("with a server", () => {
  let server: RedisServer
  before(async function () {
    needs(this, redis)
    server = await RedisServer.start()
  })
  after(() => server?.stop())
  describeStore({
    name: "redis",
    durable: true,
    countsAll: true,
    open: (prefix, limits) => new RedisStore({ url: server.url, prefix, username: "", password: "" }, limits),
  })
})
