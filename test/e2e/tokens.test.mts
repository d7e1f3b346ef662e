// A token that a request carries as it is, behind core's own http in: once checked, no later node is given it.
import assert from "node:assert/strict"
import { objectOf } from "../support/event.mts"
import { flow } from "../support/flow.mts"
import { type Request, send } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { assertDiscreet, assertNoSecrets } from "../support/privacy.mts"

const token = "token-of-the-other-side"

/** What is left of the request, of which a whole one cannot be told. */
const report = (id: string, status: number) => `
  const { headers, query, body } = msg.req
  global.get("collect")("${id}", { payload: msg.payload, headers, query, body, verification: msg.verification })
  return { ...msg, payload: "", statusCode: ${status} }`

function output(id: string, status: number): FlowNode {
  const code = { func: report(id, status), outputs: 1, initialize: "", finalize: "", libs: [] }
  return { id, type: "function", ...code, wires: [["response"]] }
}

function webhook(id: string, properties: Record<string, unknown>): FlowNode[] {
  const outputs = [output(`${id}-verified`, 200), output(`${id}-rejected`, 403)]
  const check = { id: `${id}-check`, type: "verify signature", name: "", credentials: { secret: token } }
  return [
    { id, type: "http in", url: `/${id}`, method: "post", upload: false, wires: [[check.id]] },
    { ...check, ...properties, wires: outputs.map((node) => [node.id]) },
    ...outputs,
  ]
}

const custom = { preset: "custom", method: "token" }

const flows = flow(
  ...webhook("qr", { preset: "qr" }),
  ...webhook("cloud4wi", { preset: "cloud4wi" }),
  ...webhook("nested", { ...custom, field: "auth.token" }),
  ...webhook("bearer", { ...custom, header: "Authorization", prefix: "Bearer " }),
  { id: "response", type: "http response", statusCode: "", headers: {}, wires: [] },
)

const form = (text: string): Request => ({
  body: new URLSearchParams({ event: "LEAD_CREATED", secrettoken: text }).toString(),
  headers: { "content-type": "application/x-www-form-urlencoded" },
})
const json = (value: unknown, headers = {}): Request => ({
  body: JSON.stringify(value),
  headers: { "content-type": "application/json", ...headers },
})

/** Where the token is: the node that checks it, and a request that carries this one. */
const places: Record<string, [string, (text: string) => Request]> = {
  "a field of a form": ["qr", form],
  "a field of a JSON body": ["qr", (text) => json({ event: "LEAD_CREATED", secrettoken: text })],
  "the query": ["qr", (text) => ({ ...json({ event: "LEAD_CREATED" }), query: { secrettoken: text } })],
  "a field within another": [
    "nested",
    (text) => json({ event: "sale", auth: { user: "till", token: text } }),
  ],
  "a header": ["cloud4wi", (text) => json({ event: "login" }, { "X-Webhook-Secret": text })],
  "Authorization, behind Bearer": [
    "bearer",
    (text) => json({ event: "x" }, { authorization: `Bearer ${text}` }),
  ],
}

for (const version of versions) {
  describe(`a token behind a core http in, Node-RED ${version}`, function () {
    this.timeout(30_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
      await nodeRed.deploy(flows)
    })
    after(() => nodeRed?.stop())

    for (const [where, [name, request]] of Object.entries(places)) {
      it(`in ${where} is checked and taken out`, async () => {
        assert.equal((await send(nodeRed.url(`/${name}`), request(token))).status, 200)
        const { json, message } = await nodeRed.take(`${name}-verified`)
        assertNoSecrets([json], [token])
        assert.equal(typeof objectOf(message.payload).event, "string", "the rest stays")
        assert.equal((await send(nodeRed.url(`/${name}`), request("guessed"))).status, 403)
        await nodeRed.take(`${name}-rejected`)
      })
    }

    it("is in no log", () => assertDiscreet(nodeRed.log, [token]))
  })
}
