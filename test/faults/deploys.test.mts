// What a deploy or a stop comes in between: an event that has been acknowledged comes out all the same.
import assert from "node:assert/strict"
import { request as httpRequest } from "node:http"
import { text } from "node:stream/consumers"
import { objectOf } from "../support/event.mts"
import { collect, flow } from "../support/flow.mts"
import { send } from "../support/http.mts"
import { type FlowNode, NodeRed } from "../support/node-red.mts"
import { purple } from "../support/senders.mts"

type DelayUse = "delay" | "rate"

/** A flow whose every node a new edition changes, so that each kind of deploy exchanges them. */
function flows(edition: number): FlowNode[] {
  const name = `edition ${edition}`
  return flow(
    { id: "store", type: "webhook store", kind: "sqlite", path: "events.sqlite", quiet: 3600 },
    ...delayed("delay", { timeout: "600", timeoutUnits: "milliseconds" }).map((node) => ({ ...node, name })),
    ...delayed("rate", { rate: "1", nbRateUnits: "1", rateUnits: "second" }).map((node) => ({
      ...node,
      name,
    })),
  )
}

function delayed(use: DelayUse, properties: Record<string, string>): FlowNode[] {
  return [
    { id: use, type: "purple in", path: `/${use}`, store: "store", wires: [[`${use}-node`]] },
    { id: `${use}-node`, type: "delay", pauseType: use, ...properties, wires: [[`${use}-events`]] },
    collect(`${use}-events`),
  ]
}

const interruptions: [string, (nodeRed: NodeRed, edition: number) => Promise<void>][] = [
  ["a full deploy", (nodeRed, edition) => nodeRed.deploy(flows(edition), "full")],
  ["a deploy of modified flows", (nodeRed, edition) => nodeRed.deploy(flows(edition), "flows")],
  ["a deploy of modified nodes", (nodeRed, edition) => nodeRed.deploy(flows(edition), "nodes")],
  ["a restart", (nodeRed) => nodeRed.restart()],
]

describe("an event that has been acknowledged", function () {
  this.timeout(60_000)
  let nodeRed: NodeRed
  before(async () => {
    nodeRed = await NodeRed.start({ version: "5", flows: flows(0), patience: 30_000 })
  })
  after(() => nodeRed?.stop())

  let edition = 0
  for (const [what, interrupt] of interruptions) {
    for (const use of ["delay", "rate"] satisfies DelayUse[]) {
      // Core's delay tells of messages that it drops, as it closes, that they are done.
      it(`comes out when ${what} drops it from a delay node (${use})`, async () => {
        const answers = [await send(nodeRed.url(`/${use}`), purple.fresh())]
        answers.push(await send(nodeRed.url(`/${use}`), purple.fresh()))
        edition += 1
        await interrupt(nodeRed, edition)
        for (const { status, json } of answers) {
          assert.equal(status, 200)
          await nodeRed.take(`${use}-events`, ({ message }) => idOf(message) === objectOf(json).id)
        }
      })
    }

    if (what === "a restart") continue
    it(`comes out when ${what} exchanges its node while its body arrives`, async () => {
      const { body, headers } = purple.fresh()
      const request = httpRequest(nodeRed.url("/delay"), {
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      })
      const answered = new Promise<{ status: number; json: unknown }>((resolve, reject) => {
        request.on("error", reject).on("response", async (response) => {
          resolve({ status: response.statusCode ?? 0, json: JSON.parse(await text(response)) })
        })
      })
      request.write(body.slice(0, 20))
      edition += 1
      await interrupt(nodeRed, edition)
      request.end(body.slice(20))
      const { status, json } = await answered
      assert.equal(status, 200, JSON.stringify(json))
      await nodeRed.take("delay-events", ({ message }) => idOf(message) === objectOf(json).id)
    })
  }
})

function idOf(message: Record<string, unknown>): unknown {
  return objectOf(message.payload).id
}
