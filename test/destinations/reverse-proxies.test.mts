// Real proxies in front of a real Node-RED, with what docs/reverse-proxies.md and docs/scaling.md say.
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { blockOf } from "../docs/blocks.mts"
import { collect, flow } from "../support/flow.mts"
import { type Answer, type Request, send } from "../support/http.mts"
import { HttpService } from "../support/http-service.mts"
import { needs } from "../support/installed.mts"
import { NodeRed } from "../support/node-red.mts"
import { RedisServer } from "../support/redis-server.mts"
import { publicName, ReverseProxy } from "../support/reverse-proxy.mts"
import { beam, beamKey, beamSignature, purple } from "../support/senders.mts"
import { until } from "../support/until.mts"

const page = "docs/reverse-proxies.md"
const beamPath = "/webhooks/beam/h6s1y9p3e7b0k5vd"
const purplePath = "/webhooks/purple/q7d0m3xk9v2h5s8c"

const flows = flow(
  { id: "beam", type: "beam in", path: beamPath, store: "", ...beam.node, wires: [["beam-events"]] },
  { id: "purple", type: "purple in", path: purplePath, store: "", wires: [["purple-events"]] },
  collect("beam-events"),
  collect("purple-events"),
)
const { apiKeys = "" } = Object(beam.node.credentials)

const kinds = {
  nginx: (snippet: string) => ReverseProxy.nginx(snippet),
  Caddy: (snippet: string) => ReverseProxy.caddy(snippet),
}

describe("behind a reverse proxy", function () {
  this.timeout(60_000)
  let nodeRed: NodeRed
  before(async () => {
    const settings = { guestWebhooks: { trustedHops: 1 } }
    nodeRed = await NodeRed.start({ version: "5", flows, settings, credentials: { beam: { apiKeys } } })
  })
  after(() => nodeRed?.stop())

  for (const [name, start] of Object.entries(kinds)) {
    describe(name, () => {
      let proxy: ReverseProxy
      before(async function () {
        needs(this, name.toLowerCase(), "openssl", "curl")
        proxy = await start(toNodeRed(blockOf(page, name)))
        await proxy.start()
      })
      after(() => proxy?.stop())
      itLetsThrough(() => proxy)
    })
  }

  it("nginx without underscores_in_headers drops BEAM's signature, and the log says so", async function () {
    needs(this, "nginx", "openssl")
    const without = blockOf(page, "nginx").replace("underscores_in_headers on;", "")
    const proxy = await ReverseProxy.nginx(toNodeRed(without))
    await proxy.start()
    const answer = await post(proxy, beamPath, signed())
    await proxy.stop()
    assert.equal(answer.status, 401)
    assert.match(nodeRed.log, /Some proxies drop header names with underscores/)
  })

  function toNodeRed(snippet: string): string {
    return snippet.replaceAll("127.0.0.1:1880", new URL(nodeRed.origin).host)
  }

  function itLetsThrough(proxy: () => ReverseProxy): void {
    it("lets BEAM's header with underscores through, and the bytes that it signs", async () => {
      assert.equal((await post(proxy(), beamPath, signed())).status, 200)
      const { message } = await nodeRed.take("beam-events")
      assert.equal(Object(message.payload).verified, "signature")
    })

    it("says where the request comes from, whatever the sender says", async () => {
      const request = purple.fresh()
      const headers = { ...request.headers, "x-forwarded-for": "203.0.113.9" }
      assert.equal((await post(proxy(), purplePath, { ...request, headers })).status, 200)
      const { message } = await nodeRed.take("purple-events")
      assert.equal(Object(message.webhook).ip, "127.0.0.2")
    })

    it("keeps the editor to itself", async () => {
      for (const path of ["/", "/flows", "/webhooks/../flows"]) {
        const { text } = await post(proxy(), path, { method: "GET" })
        assert.doesNotMatch(text, /Node-RED|"type"/)
      }
    })

    it("can be tried with the page's own command", () => {
      const { port, certificate } = proxy()
      const command = blockOf(page, "See that it works")
        .replace("curl", `curl -sS --cacert ${certificate.file} --resolve ${publicName}:${port}:127.0.0.1`)
        .replace(`${publicName}/`, `${publicName}:${port}/`)
      const answer = execFileSync("sh", ["-c", command], { encoding: "utf8" })
      assert.match(answer, /^HTTP\/[\d.]+ 200/)
      assert.match(answer, /^wifiWebhookListener: 1/im)
    })
  }
})

function post(proxy: ReverseProxy, path: string, request: Request): Promise<Answer> {
  const headers = { host: publicName, ...request.headers }
  return send(proxy.origin + path, { ...request, headers, connection: proxy.visitor })
}

/** As BEAM's own sample looks it up (FACTS.md B2), with bytes that a proxy could be tempted to mend. */
function signed(): Request {
  const body = JSON.stringify({ id: String(Date.now() + Math.random()), name: "Zoë\u2028" }, null, "\r\n")
  const signature = beamSignature(body, beamKey("customer.create"))
  return {
    body,
    headers: { "content-type": "application/json", HTTP_X_HOTSPOTSYSTEM_HMAC_SHA256: signature },
  }
}

for (const [name, start] of Object.entries(kinds)) {
  describe(`two Node-REDs behind ${name}`, function () {
    this.timeout(120_000)
    let redis: RedisServer
    let receiver: HttpService
    let instances: NodeRed[] = []
    let proxy: ReverseProxy
    before(async function () {
      needs(this, name.toLowerCase(), "openssl", "redis-server")
      redis = await RedisServer.start()
      receiver = await HttpService.start(() => ({ status: 204 }))
      const store = { id: "store", type: "webhook store", kind: "redis", url: redis.url, prefix: "" }
      const flows = flow(
        store,
        { id: "purple", type: "purple in", path: purplePath, store: store.id, wires: [["forward"]] },
        {
          id: "forward",
          type: "http request",
          method: "POST",
          url: receiver.origin,
          ret: "txt",
          wires: [[]],
        },
      )
      instances = await Promise.all([1, 2].map(() => NodeRed.start({ version: "5", flows })))
      const [one = "", two = ""] = instances.map(({ origin }) => new URL(origin).host)
      const snippet = blockOf("docs/scaling.md", name)
      proxy = await start(snippet.replace("10.0.0.11:1880", one).replace("10.0.0.12:1880", two))
      await proxy.start()
    })
    after(async () => {
      await proxy?.stop()
      await Promise.all(instances.map((instance) => instance.stop()))
      await receiver?.stop()
      await redis?.stop()
    })

    it("take and hand on every event, while one of them is killed", async () => {
      const accepted: unknown[] = []
      while (accepted.length < 40) {
        const request = purple.fresh()
        let answer = await post(proxy, purplePath, request)
        // The page says so: Caddy hands a request that was under way back to the vendor, who sends it again.
        if (name === "Caddy" && answer.status === 502) answer = await post(proxy, purplePath, request)
        assert.equal(answer.status, 200)
        accepted.push(Object(answer.json).id)
        if (accepted.length === 10) void instances[0]?.kill("SIGKILL")
      }
      const received = () => new Set(receiver.requests.map(({ body }) => JSON.parse(body).id))
      // What the killed one held is the other's after some twenty seconds (docs/scaling.md).
      await until(() => received().size >= accepted.length, "events are missing", 40_000)
      assert.deepEqual(received(), new Set(accepted))
    })
  })
}
