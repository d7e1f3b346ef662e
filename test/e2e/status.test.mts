// What the line below a node says at a glance, as every open editor gets it: how many, when, what is wrong. Nothing of
// a guest, and a few times a second at most.
import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { objectOf } from "../support/event.mts"
import { flow } from "../support/flow.mts"
import { send } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { Operator } from "../support/operator.mts"
import { assertDiscreet } from "../support/privacy.mts"

const TIME = String.raw`\d{1,2}:\d{2}:\d{2}( [AP]M)?`
const PER_SECOND = 2
const githubSecret = "github-secret"

function code(id: string, func: string, wires: string[][]): FlowNode {
  return { id, type: "function", func, outputs: wires.length, initialize: "", finalize: "", libs: [], wires }
}

const statuses = code("statuses", 'global.get("collect")("statuses", msg.status)', [])

const answer: FlowNode = { id: "answer", type: "http response", statusCode: "200", headers: {}, wires: [] }

const flows = flow(
  { id: "in", type: "purple in", name: "", path: "/hook", store: "", wires: [["seen", "mail"]] },
  { id: "seen", type: "dedupe", name: "", key: "guest", window: "forever", store: "", wires: [[], []] },
  code(
    "mail",
    'if (msg.payload.guest.firstName === "Unlucky" && !msg.webhook.redelivered) throw new Error("no mail to " + msg.payload.guest.email)',
    [],
  ),
  {
    id: "core",
    type: "http in",
    url: "/core",
    method: "post",
    skipBodyParsing: true,
    wires: [["check"]],
  },
  {
    id: "check",
    type: "verify signature",
    name: "",
    preset: "github",
    wires: [["answer"], ["answer"]],
  },
  answer,
  { id: "status", type: "status", scope: ["in", "seen", "check"], wires: [["statuses"]] },
  statuses,
)

/** Where the store's file cannot be. */
const broken = flow(
  { id: "core", type: "http in", url: "/core", method: "post", wires: [["stuck", "answer"]] },
  {
    ...{ id: "stuck", type: "dedupe", name: "", key: "property", property: "req.url" },
    ...{ store: "store", wires: [[], []] },
  },
  answer,
  { id: "store", type: "webhook store", name: "", kind: "sqlite", path: "flows.json/below-a-file.sqlite" },
  { id: "status", type: "status", scope: ["stuck"], wires: [["statuses"]] },
  statuses,
)

/** A guest of this number and name has come. */
function visit(id: number, firstName = "Ana") {
  const user = { id, email: `guest-${id}@example.com`, firstName }
  const session = { authenticationTime: "2026-06-01T10:00:00+0000" }
  return { body: JSON.stringify({ user, session }), headers: { "content-type": "application/json" } }
}

for (const version of versions) {
  describe(`the status of the nodes, Node-RED ${version}`, function () {
    this.timeout(60_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version, flows, credentials: { check: { secret: githubSecret } } })
    })
    after(() => nodeRed?.stop())

    let all = ""
    /** Waits until the node shows this; all that was shown until then is kept for the test of discretion. */
    async function shows(id: string, look: string, text: string): Promise<number> {
      for (let shown = 1; ; shown++) {
        const { message, json } = await nodeRed.take("statuses", ({ message }) => sourceOf(message) === id)
        all += `${json}\n`
        const isLook = `${message.fill} ${message.shape}` === look
        if (isLook && new RegExp(`^${text}$`).test(String(message.text))) return shown
      }
    }

    it("says of an in-node when the last event came, and why a request was rejected", async () => {
      const request = visit(1)
      await send(nodeRed.url("/hook"), request)
      await shows("in", "green dot", `last event ${TIME}`)
      await send(nodeRed.url("/hook"), request)
      await shows("in", "green ring", `repeat answered ${TIME}`)
      await send(nodeRed.url("/hook"), { ...request, body: "guest-1@example.com" })
      await shows("in", "yellow ring", `rejected ${TIME}: The body is not valid JSON`)
    })

    it("leaves it to the error to tell the log of an authentic body that cannot be read", async () => {
      await send(nodeRed.url("/hook"), { ...visit(1), body: "no JSON either" })
      await send(nodeRed.url("/hook"), { ...visit(1), headers: { "content-type": "image/png" } })
      await shows("in", "yellow ring", `rejected ${TIME}: The body's content type.*`)
      const lines = nodeRed.log.split("\n").filter((line) => line.includes("The body is not valid JSON"))
      assert.ok(lines.length > 0)
      assert.ok(
        lines.every((line) => line.includes("[error]")),
        lines.join("\n"),
      )
    })

    it("says how many events the flow has failed on for good, until somebody has mended it", async () => {
      await send(nodeRed.url("/hook"), visit(2, "Unlucky"))
      await shows("in", "red dot", `failed: 1, last ${TIME}, see the sidebar Webhooks`)
      await send(nodeRed.url("/hook"), visit(3, "Unlucky"))
      await shows("in", "red dot", `failed: 2, last ${TIME}, see the sidebar Webhooks`)
      await send(nodeRed.url("/hook"), visit(4))
      const { status } = await new Operator(nodeRed).post("replay", { failed: true })
      assert.equal(status, 200)
      await shows("in", "green dot", `failed events handled ${TIME}`)
    })

    it("counts what dedupe lets through and what it does not, a few times a second at most", async () => {
      const start = performance.now()
      for (let guest = 5; guest <= 40; guest++) await send(nodeRed.url("/hook"), visit(guest))
      // With those of the guests before.
      const shown = await shows("seen", "green dot", "first: 40, repeat or late: 2")
      const seconds = (performance.now() - start) / 1000
      assert.ok(shown <= 8 + seconds * PER_SECOND, `${shown} updates in ${seconds} s`)
    })

    it("says when a signature was verified or rejected last, and why", async () => {
      const body = '{"guest":"guest-1@example.com"}'
      const signature = createHmac("sha256", githubSecret).update(body).digest("hex")
      const signed = (value: string) => ({ body, headers: { "x-hub-signature-256": `sha256=${value}` } })
      await send(nodeRed.url("/core"), signed(signature))
      await shows("check", "green dot", `verified ${TIME}`)
      await send(nodeRed.url("/core"), signed(signature.replaceAll(/[0-9]/g, "a")))
      await shows("check", "yellow ring", `rejected ${TIME}: The signature does not fit`)
    })

    it("says in red that the store does not work", async () => {
      await nodeRed.deploy(broken)
      await send(nodeRed.url("/core"), { body: "{}" })
      await shows("stuck", "red ring", `the webhook store cannot be used ${TIME}`)
    })

    it("tells nothing personal and no secret", () => {
      assert.ok(all.includes("failed: 2"))
      assertDiscreet(all, [githubSecret, "Unlucky"])
    })
  })
}

function sourceOf(status: Record<string, unknown>): unknown {
  return objectOf(status.source).id
}
