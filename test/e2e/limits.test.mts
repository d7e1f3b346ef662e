// What a sender may make Node-RED do, with the limits of settings.js and of each node.
import assert from "node:assert/strict"
import { setTimeout as pause } from "node:timers/promises"
import { exchange } from "../../scripts/hostile/wire.mts"
import { objectOf } from "../support/event.mts"
import { catchErrors, closesSlowly, collect, flow } from "../support/flow.mts"
import { type Answer, type Request, send } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { cloud4wi, purple } from "../support/senders.mts"
import { assertError } from "./contract/bench.mts"

function purpleIn(id: string, properties: Record<string, unknown> = {}): FlowNode {
  return { id, type: "purple in", name: "", path: `/${id}`, store: "", ...properties, wires: [["events"]] }
}

const secured: FlowNode = {
  id: "secured",
  type: "cloud4wi in",
  name: "",
  path: "/secured",
  store: "",
  ...cloud4wi.node,
  wires: [["events"]],
}

const nodes = flow(
  purpleIn("plain"),
  purpleIn("elsewhere", { allow: "192.0.2.0/24\n2001:db8::/32" }),
  purpleIn("seldom", { rateLimit: 2 }),
  purpleIn("crowded"),
  purpleIn("flooded"),
  secured,
  collect("events"),
  closesSlowly("slow"),
  ...catchErrors("errors", ["flooded"]),
)

const settings = {
  guestWebhooks: {
    trustedHops: 1,
    limits: {
      bodySeconds: 1,
      requestsPerEndpoint: 2,
      requestsPerConnection: 10,
      headers: 20,
      queryBytes: 100,
      jsonDepth: 8,
      errorsPerSecond: 1,
    },
  },
}

/** As the proxy in front of Node-RED passes it on. */
function from(address: string, { headers, ...request }: Request = purple.fresh()): Request {
  return { ...request, headers: { ...headers, "x-forwarded-for": `10.9.9.9, ${address}` } }
}

/** A body that never ends. */
const endless: Request = {
  headers: { "content-type": "application/json", "content-length": 100 },
  unfinished: true,
}

for (const version of versions) {
  describe(`limits, Node-RED ${version}`, function () {
    this.timeout(30_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version, settings })
      await nodeRed.deploy(nodes)
    })
    after(() => nodeRed?.stop())

    /** Sends once the flows have stopped, a moment before the new ones start. */
    async function whileDeploying(flows: FlowNode[], sendAll: () => Promise<Answer>[]): Promise<Answer[]> {
      const stops = () => nodeRed.log.split("Stopping flows").length
      const before = stops()
      const deployed = nodeRed.deploy(flows)
      while (stops() === before) await pause(1)
      const answers = await Promise.all(sendAll())
      await deployed
      return answers
    }

    it("the event says which address sent it, as the trusted proxy saw it", async () => {
      const answer = await send(nodeRed.url("/plain"), from("198.51.100.7"))
      const { message } = await nodeRed.take(
        "events",
        ({ message }) => objectOf(message.payload).id === objectOf(answer.json).id,
      )
      assert.equal(objectOf(message.webhook).ip, "198.51.100.7")
    })

    it("only allowed addresses may send, and nobody else's body is waited for", async () => {
      const url = nodeRed.url("/elsewhere")
      for (const address of ["192.0.2.200", "2001:db8::1"])
        assert.equal((await send(url, from(address))).status, 200, address)
      assertError(await send(url, from("198.51.100.7")), 403, "forbidden")
      assertError(await send(url, purple.fresh()), 403, "forbidden")
      assertError(await send(url, from("198.51.100.7", endless)), 403, "forbidden")
    })

    it("a sender beyond its rate is told when to come again, and others are not", async () => {
      const url = nodeRed.url("/seldom")
      for (const _time of [1, 2]) assert.equal((await send(url, from("192.0.2.1"))).status, 200)
      const refused = await send(url, from("192.0.2.1"))
      assertError(refused, 429, "too-many-requests")
      const seconds = Number(refused.headers["retry-after"])
      assert.ok(seconds >= 1 && seconds <= 60, String(seconds))
      assert.equal((await send(url, from("192.0.2.2"))).status, 200)
    })

    it("a body that does not come is waited for no longer than is allowed", async () => {
      assertError(await send(nodeRed.url("/plain"), endless), 408, "body-timeout")
    })

    it("one endpoint's requests in progress leave room for the others'", async () => {
      const waiting = [1, 2].map(() => send(nodeRed.url("/crowded"), endless))
      // Until both are in progress, others get through.
      let answer = await send(nodeRed.url("/crowded"), purple.fresh())
      for (let tries = 0; answer.status === 200 && tries < 50; tries++) {
        await pause(5)
        answer = await send(nodeRed.url("/crowded"), purple.fresh())
      }
      assertError(answer, 503, "busy")
      assert.ok(Number(answer.headers["retry-after"]) > 0)
      assert.equal((await send(nodeRed.url("/plain"), purple.fresh())).status, 200)
      for (const late of await Promise.all(waiting)) assert.equal(late.status, 408)
      assert.equal((await send(nodeRed.url("/crowded"), purple.fresh())).status, 200)
    })

    it("what waits for a deploy to end meets the new node's addresses and limits", async () => {
      const answers = await whileDeploying(
        nodes.map((node) => (node.id === "plain" ? { ...node, allow: "192.0.2.0/24" } : node)),
        () => [
          ...["192.0.2.1", "198.51.100.7"].map((address) => send(nodeRed.url("/plain"), from(address))),
          ...[1, 2, 3].map(() => send(nodeRed.url("/crowded"), endless)),
        ],
      )
      const [allowed, other, ...crowd] = answers
      assert.equal(allowed?.status, 200)
      assert.deepEqual([other?.status, objectOf(other?.json).error], [403, "forbidden"])
      assert.deepEqual(crowd.map(({ status }) => status).sort(), [408, 408, 503])
      await nodeRed.deploy(nodes)
    })

    it("a connection that sends too far ahead of its answers is closed", async () => {
      const pipelined = (count: number) =>
        exchange(nodeRed.origin, "GET /plain HTTP/1.1\r\nhost: target\r\n\r\n".repeat(count), {
          answers: count,
        })
      assert.equal((await pipelined(10)).answers.length, 10)
      assert.deepEqual(await pipelined(500), { answers: [], closed: true })
      assert.equal((await send(nodeRed.url("/plain"), purple.fresh())).status, 200)
    })

    it("more headers, a longer query and deeper JSON than allowed are refused", async () => {
      const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`x-${index}`, "1"]))
      const fresh = purple.fresh()
      const url = nodeRed.url("/plain")
      const answer = await send(url, { ...fresh, headers: { ...fresh.headers, ...many } })
      assertError(answer, 431, "headers-too-large")
      assertError(await send(url, { ...fresh, query: { a: "x".repeat(100) } }), 414, "query-too-long")
      const deep = `{"user":${"[".repeat(8)}${"]".repeat(8)}}`
      assertError(await send(url, purple.authentic(deep)), 400, "invalid-json")
    })

    it("a Catch node hears of unreadable bodies, but not of a flood of them", async () => {
      nodeRed.takeAll()
      const flood = Array.from({ length: 50 }, () => send(nodeRed.url("/flooded"), purple.authentic("{")))
      for (const answer of await Promise.all(flood)) assertError(answer, 400, "invalid-json")
      // What was to come before this event has come.
      const { id } = objectOf((await send(nodeRed.url("/flooded"), purple.fresh())).json)
      await nodeRed.take("events", ({ message }) => objectOf(message.payload).id === id)
      const heard = nodeRed.takeAll().filter((text) => text.startsWith("errors: ")).length
      assert.ok(heard >= 1 && heard < 50, `${heard} of 50`)
    })

    it("a forged request is refused as such, whatever limits it breaks in its body", async () => {
      const forged = {
        body: `{"a":${"[".repeat(50)}${"]".repeat(50)}}`,
        headers: { "content-type": "application/json" },
      }
      assertError(await send(nodeRed.url("/secured"), forged), 401, "unauthorized")
    })
  })
}

describe("limits that cannot work", function () {
  this.timeout(30_000)

  it("are named in the log and at the node, which then takes nothing in", async () => {
    const wrong = { guestWebhooks: { limits: { jsonDeptj: 8 } } }
    const nodeRed = await NodeRed.start({ version: "5", settings: wrong, flows: flow(purpleIn("plain")) })
    try {
      assert.match(nodeRed.log, /\[error\] \[purple in:plain\] guestWebhooks\.limits: .*jsonDeptj/)
      await nodeRed.shows("plain", "red")
      assert.equal((await send(nodeRed.url("/plain"), purple.fresh())).status, 404)
    } finally {
      await nodeRed.stop()
    }
  })
})
