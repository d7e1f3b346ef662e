// Any webhook of core's own http in, verified: over the exact bytes, or not at all.
import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { objectOf } from "../support/event.mts"
import { flow } from "../support/flow.mts"
import { send } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { assertDiscreet } from "../support/privacy.mts"

const secret = "current-github-secret"
const previousSecret = "previous-github-secret"
// White space and an escape that serialising it again would not give back.
const body = '{ "zen": "Caf\\u00e9",  "email": "guest@example.com" }'

/** A core http in, then the check; each of its outputs answers and says which it was. */
function webhook(id: string, httpIn: Record<string, unknown>): FlowNode[] {
  const credentials = { secret: `${secret}\n${previousSecret}` }
  return [
    {
      id,
      type: "http in",
      url: `/${id}`,
      method: "post",
      upload: false,
      ...httpIn,
      wires: [[`${id}-check`]],
    },
    {
      id: `${id}-check`,
      type: "verify signature",
      name: "",
      method: "hmac",
      preset: "github",
      credentials,
      wires: [[`${id}-verified`], [`${id}-rejected`]],
    },
    output(`${id}-verified`, 200),
    output(`${id}-rejected`, 403),
  ]
}

function output(id: string, status: number): FlowNode {
  const code = `global.get("collect")("${id}", { verification: msg.verification })\nreturn { ...msg, statusCode: ${status} }`
  return {
    id,
    type: "function",
    func: code,
    outputs: 1,
    initialize: "",
    finalize: "",
    libs: [],
    wires: [["response"]],
  }
}

const flows = flow(...webhook("unparsed", { skipBodyParsing: true }), ...webhook("parsed", {}), {
  id: "response",
  type: "http response",
  statusCode: "",
  headers: {},
  wires: [],
})

function signature(key: string): string {
  return `sha256=${createHmac("sha256", key).update(body).digest("hex")}`
}

for (const version of versions) {
  describe(`verify signature behind a core http in, Node-RED ${version}`, function () {
    this.timeout(40_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
      await nodeRed.deploy(flows)
    })
    after(() => nodeRed?.stop())

    async function post(path: string, signed: string, sent = body): Promise<number> {
      const headers = { "content-type": "application/json", "x-hub-signature-256": signed }
      return (await send(nodeRed.url(path), { body: sent, headers })).status
    }

    async function rejection(id: string): Promise<unknown> {
      const { ok, reason } = objectOf((await nodeRed.take(`${id}-rejected`)).message.verification)
      assert.equal(ok, false)
      return reason
    }

    for (const key of [secret, previousSecret]) {
      it(`passes what is signed with the ${key.split("-")[0]} secret`, async () => {
        assert.equal(await post("/unparsed", signature(key)), 200)
        await nodeRed.take("unparsed-verified")
      })
    }

    it("rejects a changed byte, another secret and no signature, each with a reason", async () => {
      assert.equal(await post("/unparsed", signature(secret), body.replace("guest", "quest")), 403)
      assert.equal(await post("/unparsed", signature("guessed")), 403)
      assert.equal(await post("/unparsed", ""), 403)
      for (const _ of [1, 2, 3]) assert.equal(typeof (await rejection("unparsed")), "string")
    })

    it("rejects a body that was parsed before, whose bytes are gone, and says why", async () => {
      assert.equal(await post("/parsed", signature(secret)), 403)
      assert.match(String(await rejection("parsed")), /bytes|parse|raw/i)
    })

    it("has logged no secret, e-mail, phone or name at any level", () => {
      assertDiscreet(nodeRed.log, [secret, previousSecret])
    })
  })
}
