// CloudEvents 1.0.2 over HTTP: the specification, its JSON format and its HTTP protocol binding.
import assert from "node:assert/strict"
import { fixtureNamed } from "../fixtures/index.mts"
import { HttpService } from "../support/http-service.mts"
import { type FlowNode, type Version, versions } from "../support/node-red.mts"
import { purple, purpleVisit, requestOf } from "../support/senders.mts"
import { failure, itComesAgain } from "./http-destinations.mts"
import { RunningExample } from "./running.mts"

const number = "Forwarding/01"
const token = "receivers-token"

describe("CloudEvents over HTTP", function () {
  this.timeout(60_000)
  for (const version of versions) describe(`in Node-RED ${version}`, () => forwarded(version))
})

function forwarded(version: Version): void {
  let service: HttpService
  let running: RunningExample
  let count = 0
  before(async () => {
    service = await HttpService.start(() => ({ status: 202 }))
    const environment = { CLOUDEVENTS_URL: `${service.origin}/events`, CLOUDEVENTS_TOKEN: token }
    running = await RunningExample.start(number, { version, environment })
  })
  after(async () => {
    await running?.stop()
    await service?.stop()
  })

  async function visit(firstName: string): Promise<void> {
    const body = JSON.stringify(purpleVisit({ firstName }, 1_900_000_000 + count++))
    assert.equal((await running.post("purple in", purple.authentic(body))).status, 200)
  }

  async function forwardFixture() {
    await running.post("purple in", requestOf(fixtureNamed("purple in", "authentication")))
    await running.shown("Forwarded")
    const request = service.requests.at(-1)
    assert.ok(request)
    assert.equal(`${request.method} ${request.url}`, "POST /events")
    assert.equal(request.headers.authorization, `Bearer ${token}`)
    return request
  }

  it("is one JSON document in structured mode", async () => {
    const { headers, body } = await forwardFixture()
    assert.equal(headers["content-type"], "application/cloudevents+json; charset=utf-8")
    const { data, ...attributes } = JSON.parse(body)
    assert.equal(data.guest.email, fixtureNamed("purple in", "authentication").expected().guest?.email)
    assert.deepEqual(attributes, { ...expectedAttributes(data), datacontenttype: "application/json" })
  })

  itComesAgain({ running: () => running, service: () => service, event: visit, taken: "Forwarded" }, [
    [{ status: 429, headers: { "retry-after": "1" }, body: "" }, /429/],
    [{ status: 503, body: "" }, /503/],
  ])

  it("comes again when the receiver was away", async () => {
    const { origin } = service
    await service.stop()
    await visit("Bruno")
    await failure(running)
    service = await HttpService.start(() => ({ status: 202 }), Number(new URL(origin).port))
    await running.shown("Forwarded")
    assert.equal(service.requests.length, 1)
  })

  it("has its attributes in headers when wired to binary mode", async () => {
    await running.nodeRed.deploy(running.flows.map((node) => wiredTo("Binary mode", node, running.flows)))
    await visit("Zoë")
    await running.shown("Forwarded")
    const { headers, body } = service.requests.at(-1) ?? assert.fail()
    const data = JSON.parse(body)
    assert.equal(data.guest.firstName, "Zoë")
    assert.equal(headers["content-type"], "application/json")
    const attributes = Object.entries(headers)
      .filter(([name]) => name.startsWith("ce-"))
      .map(([name, value]) => [name.slice(3), value])
    assert.deepEqual(Object.fromEntries(attributes), expectedAttributes(data))
  })
}

/** Required: id, source, specversion, type. The rest is optional, `time` as in RFC 3339. */
function expectedAttributes({ id, type, time }: Record<string, unknown>): Record<string, unknown> {
  assert.match(String(id), /^\w{32}$/)
  assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  return { specversion: "1.0", id, source: "/guest-webhooks/purple", type: `com.example.${type}`, time }
}

/** The vendor's node is wired to this one instead. */
function wiredTo(name: string, node: FlowNode, flows: readonly FlowNode[]): FlowNode {
  const target = flows.find((candidate) => candidate.name === name)
  return node.type === "purple in" ? { ...node, wires: [[target?.id]] } : node
}
