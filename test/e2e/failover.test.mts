// Redis fails over: a replica is promoted, and the old master becomes its replica, which refuses writes. Behind one
// address, as a failover keeps it, and with the connections to the old master still open, which is the worse case.
import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { isEvent, objectOf } from "../support/event.mts"
import { collect, collectForEver, flow } from "../support/flow.mts"
import { send, sendUntilKept } from "../support/http.mts"
import { NodeRed } from "../support/node-red.mts"
import { RedisServer } from "../support/redis-server.mts"
import { purple } from "../support/senders.mts"
import { assertError } from "./contract/bench.mts"

/** One address that leads to whichever server is the master now; what is connected stays where it is. */
class StableAddress {
  master: RedisServer
  url = ""
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer((client) => this.#forward(client))

  constructor(master: RedisServer) {
    this.master = master
  }

  async open(): Promise<void> {
    this.#server.listen(0, "127.0.0.1")
    await once(this.#server, "listening")
    this.url = `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }

  #forward(client: Socket): void {
    const { port, hostname } = new URL(this.master.url)
    const server = connect(Number(port), hostname)
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from)
      from.on("error", () => {}).on("close", () => to.destroy())
      from.pipe(to)
    }
  }
}

describe("a Redis that fails over", function () {
  this.timeout(60_000)
  let first: RedisServer
  let second: RedisServer
  let address: StableAddress
  let nodeRed: NodeRed
  before(async () => {
    first = await RedisServer.start()
    second = await RedisServer.start()
    await second.follow(first)
    await first.copied()
    address = new StableAddress(first)
    await address.open()
    const flows = flow(
      { id: "store", type: "webhook store", kind: "redis", url: address.url, quiet: 3600 },
      { id: "plain", type: "purple in", path: "/plain", store: "store", wires: [["once"]] },
      { id: "once", type: "dedupe", key: "event", store: "store", wires: [["events"], ["repeats"]] },
      collect("events"),
      collect("repeats"),
      { id: "held", type: "purple in", path: "/held", store: "store", wires: [["held-events"]] },
      collectForEver("held-events"),
    )
    nodeRed = await NodeRed.start({ version: "5", flows, patience: 30_000 })
  })
  after(async () => {
    await nodeRed?.stop()
    address?.close()
    await Promise.all([first?.stop(), second?.stop()])
  })

  it("refuses for a moment, then takes events again by itself, and has forgotten nothing it had copied", async () => {
    const before = purple.fresh()
    const handled = await send(nodeRed.url("/plain"), before)
    await nodeRed.take("events", isEvent(objectOf(handled.json).id))
    const held = await send(nodeRed.url("/held"), purple.fresh())
    await nodeRed.take("held-events", isEvent(objectOf(held.json).id))
    await first.copied()

    await second.promote()
    address.master = second
    await first.follow(second)

    const during = purple.fresh()
    const failed = Date.now()
    const attempt = await send(nodeRed.url("/plain"), during)
    // Unless a sign of life, every five seconds, came first and found the new master.
    if (attempt.status !== 200) assertError(attempt, 503, "store-unavailable")
    const answer = await sendUntilKept(nodeRed.url("/plain"), during)
    assert.equal(answer.status, 200, answer.text)
    assert.ok(Date.now() - failed < 5_000, `after ${Date.now() - failed} ms`)
    await nodeRed.take("events", isEvent(objectOf(answer.json).id))
    assert.equal(objectOf((await send(nodeRed.url("/plain"), before)).json).duplicate, true)
    assert.deepEqual(nodeRed.takeAll(), [])

    await nodeRed.restart()
    const again = await nodeRed.take("held-events", isEvent(objectOf(held.json).id))
    assert.equal(objectOf(again.message.webhook).redelivered, true)
  })
})
