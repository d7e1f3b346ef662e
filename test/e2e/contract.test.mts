// The contract of the in-nodes, held against real Node-RED processes: both versions, and every layout that
// changes which HTTP layers a request goes through.
import assert from "node:assert/strict"
import { versions } from "../support/node-red.mts"
import { assertDiscreet, assertNoSecrets, assertNoSecretsStored } from "../support/privacy.mts"
import { senders } from "../support/senders.mts"
import { authorization, Bench, type Layout, layouts } from "./contract/bench.mts"
import { receives } from "./contract/receiving.mts"
import { beamIn, cloud4wiIn, purpleIn, qrWebhookIn } from "./contract/vendors.mts"

const ofVendor = {
  "cloud4wi in": cloud4wiIn,
  "purple in": purpleIn,
  "beam in": beamIn,
  "qr webhook in": qrWebhookIn,
}

for (const version of versions) {
  for (const layout of layouts) {
    describe(`Node-RED ${version} with ${layout.name}`, function () {
      this.timeout(30_000)
      const bench = new Bench(version, layout)
      before(() => bench.start())
      after(() => bench.stop())

      for (const sender of senders) {
        describe(sender.type, () => {
          afterEach(() => bench.nothingElseEmitted(sender))
          receives(bench, sender)
          ofVendor[sender.type](bench)
        })
      }
      if (layout.settings.httpNodeAuth) describe("behind them", () => goesThroughMiddleware(bench))
      describe("after all that", () => keepsSecrets(bench, layout))
    })
  }
}

function goesThroughMiddleware(bench: Bench): void {
  for (const sender of senders) {
    it(`${sender.type}: refuses who does not pass httpNodeAuth`, async () => {
      const { headers, ...request } = sender.fresh()
      const answer = await bench.post(sender, {
        ...request,
        headers: { ...headers, authorization: "Basic bm86bm8=" },
      })
      assert.equal(answer.status, 401)
      await bench.nothingElseEmitted(sender)
    })

    it(`${sender.type}: refuses whom httpNodeMiddleware refuses`, async () => {
      const { headers, ...request } = sender.fresh()
      const answer = await bench.post(sender, { ...request, headers: { ...headers, "x-blocked": "1" } })
      assert.equal(answer.status, 418)
      await bench.nothingElseEmitted(sender)
    })
  }
}

function keepsSecrets(bench: Bench, { headers }: Layout): void {
  const passwords = headers.authorization ? [authorization] : []

  it("has emitted no secret", () => {
    assert.ok(bench.emitted.length > 0)
    assertNoSecrets(bench.emitted, passwords)
  })

  it("has written no secret to the flow file, the store or any other file", () => {
    assertNoSecretsStored(bench.nodeRed.userDirectory, passwords)
  })

  it("has logged no secret, e-mail, phone or name at any level", () => {
    assert.match(bench.nodeRed.log, /\[trace\]/)
    assertDiscreet(bench.nodeRed.log, passwords)
  })
}
