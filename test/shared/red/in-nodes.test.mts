// The in-nodes in a flow: what a sender is answered, and what the flow gets of it.
import assert from "node:assert/strict"
import { guestEvent } from "../../../dist/shared/core/event-schema.js"
import { objectOf } from "../../support/event.mts"
import { beam, cloud4wi, purple, qr, type Sender } from "../../support/senders.mts"
import { describeInNodeRed } from "./runtime.mts"

const folders = new Map<Sender, string>([
  [cloud4wi, "cloud4wi-in"],
  [purple, "purple-in"],
  [beam, "beam-in"],
  [qr, "qr-webhook-in"],
])

describeInNodeRed("in-nodes", (runtime) => {
  for (const [sender, folder] of folders) {
    const { credentials = {}, ...properties } = sender.node

    async function load(given: object = properties, secrets: unknown = credentials): Promise<void> {
      const node = {
        id: "in",
        type: sender.type,
        name: "",
        path: "/hook",
        store: "",
        ...given,
        wires: [["events"]],
      }
      await runtime.load([folder, "common/25-catch.js"], [node, catchAll], { in: objectOf(secrets) })
    }
    const catchAll = { id: "catcher", type: "catch", scope: null, uncaught: false, wires: [["errors"]] }

    it(`${sender.type}: answers an event 200 with its id and emits it once`, async () => {
      await load()
      const request = sender.fresh()
      const answer = await runtime.post("/hook", request)
      assert.equal(answer.status, 200, answer.text)
      const { payload, topic, webhook, headers } = await runtime.take("events")
      const event = guestEvent.parse(payload)
      assert.deepEqual(answer.json, { id: event.id })
      assert.equal(event.source, sender.source)
      assert.equal(event.verified, sender.verified)
      assert.equal(topic, event.type)
      assert.equal(headers, undefined)
      const { source, method, url, attempt, redelivered } = objectOf(webhook)
      assert.deepEqual(
        [source, method, url, attempt, redelivered],
        [sender.source, "POST", "/hook", 1, false],
      )

      const again = await runtime.post("/hook", request)
      assert.deepEqual([again.status, again.json], [200, { id: event.id, duplicate: true }])
      assert.deepEqual(runtime.waiting("events"), [])
    })

    it(`${sender.type}: answers a list 400, and tells a Catch node if the sender may be believed`, async () => {
      await load()
      const { headers, query } = sender.authentic("[1]", "application/json")
      const answer = await runtime.post("/hook", { body: "[1]", headers, query })
      assert.deepEqual([answer.status, answer.json], [400, { error: "not-an-object" }])
      const { error } = await runtime.take("errors")
      assert.match(String(objectOf(error).message), /JSON, but not an object/)
    })

    it(`${sender.type}: does not open its path where its settings cannot work`, async () => {
      await load({ ...properties, path: "/a b" })
      assert.equal((await runtime.post("/a%20b", sender.fresh())).status, 404)
      assert.match(runtime.log().join("\n"), /no spaces/)
    })

    if (sender.verified === "none") continue

    it(`${sender.type}: answers what is not authentic 401, and no node hears of it`, async () => {
      await load()
      const forged = sender.fresh().body.replaceAll("fixture-secret-token", "guessed")
      const { "content-type": type = "application/json" } = sender.fresh().headers ?? {}
      const answer = await runtime.post("/hook", { body: forged, headers: { "content-type": type } })
      assert.deepEqual([answer.status, answer.json], [401, { error: "unauthorized" }])
      assert.deepEqual([runtime.waiting("events"), runtime.waiting("errors")], [[], []])
    })
  }

  it("purple in: answers a validation 200 with its header, and emits nothing", async () => {
    await runtime.load(["purple-in"], [{ id: "in", type: "purple in", path: "/hook", wires: [["events"]] }])
    for (const method of ["GET", "HEAD", "POST"]) {
      const answer = await runtime.post("/hook", { method })
      assert.deepEqual([answer.status, answer.headers.wifiwebhooklistener], [200, "1"])
    }
    assert.deepEqual(runtime.waiting("events"), [])
  })

  it("take settings that the editor left empty", async () => {
    const node = {
      id: "in",
      type: "purple in",
      name: "",
      path: "hook",
      store: "",
      maxBody: "",
      wires: [["events"]],
    }
    await runtime.load(["purple-in"], [node])
    assert.equal((await runtime.post("/hook", purple.fresh())).status, 200)
  })

  it("say so where the store that they name is not there", async () => {
    const node = { id: "in", type: "purple in", path: "/hook", store: "gone", wires: [[]] }
    await runtime.load(["purple-in"], [node])
    assert.match(runtime.log().join("\n"), /webhook store that this node names/)
    assert.equal((await runtime.post("/hook", purple.fresh())).status, 404)
  })
})
