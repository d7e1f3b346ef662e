// In which order a request is dealt with: first its sender, then the flow, when there is time for it.
import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer, type Server } from "node:http"
import { vendor } from "../../../dist/cloud4wi-in/vendor.js"
import { parseOperatorSettings } from "../../../dist/shared/core/operator-settings.js"
import { parseSettings } from "../../../dist/shared/core/settings.js"
import { createEndpoint } from "../../../dist/shared/http/endpoint.js"
import { Load } from "../../../dist/shared/http/load.js"
import { send } from "../../support/http.mts"
import { cloud4wi } from "../../support/senders.mts"

describe("an endpoint", () => {
  const observed: string[] = []
  let server: Server
  let url: string
  let endLull = () => {}

  before(async () => {
    const lull = new Promise<void>((resolve) => {
      endLull = resolve
    })
    const store = { accept: async () => ({ outcome: "stored", sequence: 1 }) as const, lull: () => lull }
    const { credentials, ...properties } = cloud4wi.node
    const settings = parseSettings(vendor.settings, { path: "/hook", ...properties, ...Object(credentials) })
    const operator = parseOperatorSettings(undefined)
    const endpoint = createEndpoint(
      { endpoint: "node", vendor, settings, limits: operator.limits, store },
      { operator, load: new Load() },
      { answered: ({ kind }) => observed.push(kind), placed: () => {} },
    )
    server = createServer(async (request, response) => {
      const taken = await endpoint.take(request)
      assert.ok("raw" in taken)
      await endpoint.serve(response, taken.raw)
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    assert.ok(typeof address === "object" && address)
    url = `http://127.0.0.1:${address.port}/hook`
  })
  after(() => server.close())

  it("answers at once, and tells of an event when the store has time, of what was refused without waiting", async () => {
    assert.equal((await send(url, cloud4wi.fresh())).status, 200)
    assert.equal((await send(url, { ...cloud4wi.fresh(), headers: {} })).status, 401)
    assert.deepEqual(observed, ["rejected"])
    endLull()
    await send(url, cloud4wi.fresh())
    assert.deepEqual(observed, ["rejected", "accepted", "accepted"])
  })
})
