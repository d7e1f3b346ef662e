// Requests that no vendor sends, but attackers and proxies may: what cannot be read is refused in JSON, and what can
// be is taken.
import assert from "node:assert/strict"
import { once } from "node:events"
import { request as httpRequest } from "node:http"
import { objectOf } from "../support/event.mts"
import { collect, flow } from "../support/flow.mts"
import { send } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { purple, senders } from "../support/senders.mts"
import { assertError } from "./contract/bench.mts"

const DEPTH = 100_000
const nested: Record<string, string> = {
  arrays: `{"a":${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}}`,
  objects: `${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}`,
}

const receivers = senders.flatMap(({ source, type, node }): FlowNode[] => {
  const own = { id: source, type, name: "", path: `/${source}`, store: "", ...node }
  return [{ ...own, wires: [[`${source}-events`]] }, collect(`${source}-events`)]
})

for (const version of versions) {
  describe(`hostile requests, Node-RED ${version}`, function () {
    this.timeout(30_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
      await nodeRed.deploy(flow(...receivers))
    })
    after(() => nodeRed?.stop())

    for (const sender of senders) {
      for (const [what, body] of Object.entries(nested)) {
        it(`${sender.type} refuses ${what} in one another, ${DEPTH} deep`, async () => {
          const request = sender.authentic(body, "application/json")
          const answer = await send(nodeRed.url(`/${sender.source}`), request)
          assert.equal(answer.status, 400, answer.text)
          assertError(answer, 400, String(objectOf(answer.json).error))
          assert.deepEqual(nodeRed.takeAll(), [])
        })
      }
    }

    it("takes an empty line for a probe of Purple", async () => {
      const answer = await send(nodeRed.url("/purple"), purple.authentic("\r\n"))
      assert.deepEqual([answer.status, answer.headers.wifiwebhooklistener], [200, "1"])
      assert.deepEqual(nodeRed.takeAll(), [])
    })

    it("knows its paths in the absolute form, in which proxies may send them", async () => {
      const { body, headers } = purple.fresh()
      const url = nodeRed.url("/purple")
      const { hostname, port } = new URL(url)
      const request = httpRequest({
        method: "POST",
        hostname,
        port,
        path: url,
        headers: headers ?? {},
      }).end(body)
      const [response] = await once(request, "response")
      response.resume()
      assert.equal(response.statusCode, 200)
      await nodeRed.take("purple-events", ({ message }) => {
        const { raw } = objectOf(message.payload)
        return JSON.stringify(raw) === body
      })
    })
  })
}
