// Events kept in Redis: what one Node-RED promises holds for several that share a server, and when one of them dies,
// the others carry on. The server is a real one, with a password, and keeps what it has over a restart.
import assert from "node:assert/strict"
import { objectOf } from "../support/event.mts"
import { collect, collectForEver, flow } from "../support/flow.mts"
import { type Answer, type Request, send, sendUntilKept } from "../support/http.mts"
import { type FlowNode, NodeRed, type Version } from "../support/node-red.mts"
import { assertDiscreet } from "../support/privacy.mts"
import { RedisServer } from "../support/redis-server.mts"
import { purple, purpleVisit } from "../support/senders.mts"
import { assertError } from "./contract/bench.mts"

const password = "password-of-the-redis-server"
const wrongPassword = "a-password-of-another-server"

/** Milliseconds: without a sign of life for 15 s an instance counts as dead, and the others look every 5 s. */
const TAKEN_OVER = 30_000
const LOOK = 5_000

function store(id: string, url: string, prefix: string): FlowNode {
  return { id, type: "webhook store", kind: "redis", path: "", url, prefix, quiet: 3600 }
}

function receiver(id: string, storeId: string, next: string): FlowNode {
  return { id, type: "purple in", path: `/${id}`, store: storeId, wires: [[next]] }
}

function flowsOn(url: string, prefix: string): FlowNode[] {
  return flow(
    store("shared", url, prefix),
    receiver("plain", "shared", "events"),
    collect("events"),
    receiver("held", "shared", "held-events"),
    collectForEver("held-events"),
    receiver("deduped", "shared", "guests"),
    { id: "guests", type: "dedupe", key: "guest", store: "shared", wires: [["first"], ["repeat"]] },
    collect("first"),
    collect("repeat"),
    store("locked", url, prefix),
    receiver("refused", "locked", "never"),
    collect("never"),
  )
}

function start(version: Version, url: string, prefix: string): Promise<NodeRed> {
  const credentials = { shared: { password }, locked: { password: wrongPassword } }
  return NodeRed.start({ version, flows: flowsOn(url, prefix), credentials, patience: TAKEN_OVER })
}

function post(nodeRed: NodeRed, id: string, request: Request = purple.fresh()): Promise<Answer> {
  return send(nodeRed.url(`/${id}`), request)
}

/** Posts an event that must be accepted, and gives its id. */
async function accepted(nodeRed: NodeRed, id: string, request?: Request): Promise<unknown> {
  const answer = await post(nodeRed, id, request)
  assert.equal(answer.status, 200, answer.text)
  assert.equal(objectOf(answer.json).duplicate, undefined)
  return objectOf(answer.json).id
}

async function assertEmitted(nodeRed: NodeRed, label: string, id: unknown): Promise<Record<string, unknown>> {
  const { message } = await nodeRed.take(label)
  assert.equal(objectOf(message.payload).id, id)
  return objectOf(message.webhook)
}

describe("events kept in Redis", function () {
  this.timeout(90_000)
  let server: RedisServer
  /** Two that share what is kept, one of each version, and one that has its own. */
  let one: NodeRed
  let other: NodeRed
  let alone: NodeRed
  before(async () => {
    server = await RedisServer.start({ password })
    one = await start("5", server.url, "pair")
    other = await start("4", server.url, "pair")
    alone = await start("5", server.url, "")
  })
  after(async () => {
    await Promise.all([one, other, alone].map((nodeRed) => nodeRed?.stop()))
    await server?.stop()
  })

  it("come out once, and their repeats are known, whichever Node-RED they reach", async () => {
    const request = purple.fresh()
    const id = await accepted(one, "plain", request)
    for (const nodeRed of [one, other]) {
      const again = await post(nodeRed, "plain", request)
      assert.deepEqual(
        { status: again.status, json: again.json },
        { status: 200, json: { id, duplicate: true } },
      )
    }
    assert.equal((await assertEmitted(one, "events", id)).redelivered, false)
    assert.deepEqual([...one.takeAll(), ...other.takeAll()], [])
  })

  it("pass dedupe once, however a guest's requests are spread", async () => {
    const email = "guest-of-both@example.com"
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const body = JSON.stringify(purpleVisit({ id: 7, email }, 1_700_000_000 + index))
        return post(index % 2 === 0 ? one : other, "deduped", purple.authentic(body))
      }),
    )
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    const isDecided = ({ label }: { label: string }) => label === "first" || label === "repeat"
    const labels = await Promise.all([one, other].map((nodeRed) => nodeRed.takeMany(100, isDecided)))
    const firsts = labels.flat().filter(({ label }) => label === "first")
    assert.equal(firsts.length, 1)
  })

  it("are known again after a restart", async () => {
    const request = purple.fresh()
    const id = await accepted(alone, "plain", request)
    await assertEmitted(alone, "events", id)
    await alone.restart()
    assert.deepEqual((await post(alone, "plain", request)).json, { id, duplicate: true })
  })

  it("come out at the other one, without a wait for signs of life, when a Node-RED is stopped", async () => {
    const id = await accepted(other, "held")
    await assertEmitted(other, "held-events", id)
    await other.stop()
    const stopped = Date.now()
    await assertEmitted(one, "held-events", id)
    assert.ok(Date.now() - stopped < LOOK + 4_000, `after ${Date.now() - stopped} ms`)
    await other.restart()
  })

  it("come out again when a Node-RED is killed: at the other one, or once it is back", async () => {
    const ids = [await accepted(other, "held"), await accepted(alone, "held")]
    await assertEmitted(other, "held-events", ids[0])
    await assertEmitted(alone, "held-events", ids[1])
    await Promise.all([other.kill("SIGKILL"), alone.restart("SIGKILL")])
    const again = await Promise.all([
      assertEmitted(one, "held-events", ids[0]),
      assertEmitted(alone, "held-events", ids[1]),
    ])
    for (const { attempt, redelivered } of again)
      assert.deepEqual({ attempt, redelivered }, { attempt: 2, redelivered: true })
  })

  it("are refused where the password is wrong, and the log says so but not which", async () => {
    assertError(await post(one, "refused"), 503, "store-unavailable")
    await one.shows("refused", "red")
    assert.match(one.log, /\[warn\] \[purple in:refused\] .*webhook store.*WRONGPASS/)
    for (const { log } of [one, other, alone]) assertDiscreet(log, [password, wrongPassword])
  })

  it("are refused at once while the server is away, and accepted by itself when it is back", async () => {
    const [before, during] = [purple.fresh(), purple.fresh()]
    const id = await accepted(alone, "plain", before)
    await assertEmitted(alone, "events", id)
    await server.stop()

    const started = Date.now()
    const refused = await post(alone, "plain", during)
    assertError(refused, 503, "store-unavailable")
    assert.match(String(refused.headers["retry-after"]), /^\d+$/)
    assert.ok(Date.now() - started < 5_000, "a vendor gives up after a few seconds")
    await alone.shows("plain", "red")

    await server.start()
    const answer = await sendUntilKept(alone.url("/plain"), during)
    assert.equal(answer.status, 200, answer.text)
    await assertEmitted(alone, "events", objectOf(answer.json).id)
    assert.deepEqual((await post(alone, "plain", before)).json, { id, duplicate: true })
    assert.deepEqual(alone.takeAll(), [])
  })
})
