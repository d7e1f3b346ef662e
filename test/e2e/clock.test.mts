// The machine's clock is set, hours forward or back, while events are on their way: what is promised does not rest on it.
import assert from "node:assert/strict"
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { isEvent, objectOf } from "../support/event.mts"
import { collect, collectForEver, flow } from "../support/flow.mts"
import { send, sendUntilKept } from "../support/http.mts"
import { type FlowNode, NodeRed } from "../support/node-red.mts"
import { scratchFolder } from "../support/packed.mts"
import { purple } from "../support/senders.mts"
import { assertError } from "./contract/bench.mts"

const HOURS = 3_600_000

function receiver(id: string, next: FlowNode, properties: Record<string, unknown>): FlowNode[] {
  return [
    { id: `${id}-store`, type: "webhook store", kind: "sqlite", path: `${id}.sqlite`, ...properties },
    { id, type: "purple in", path: `/${id}`, store: `${id}-store`, wires: [[next.id]] },
    next,
  ]
}

/** Sets the clock of the process that runs the flows: its functions have a Date of their own, our nodes do not. */
const clock: FlowNode[] = [
  { id: "clock", type: "http in", url: "/clock/:by", method: "post", upload: false, wires: [["set"]] },
  {
    ...collect("set"),
    func: 'global.get("setClock")(Number(msg.req.params.by))\nreturn msg',
    wires: [["clock-answer"]],
  },
  { id: "clock-answer", type: "http response", statusCode: "200", headers: {}, wires: [] },
]

const settings = {
  functionGlobalContext: {
    collect: (label: string, message: unknown) => process.send?.({ label, json: JSON.stringify(message) }),
    setClock: (by: number) => {
      const RealDate = Date
      globalThis.Date = class extends RealDate {
        constructor(...parameters: unknown[]) {
          super(...((parameters.length === 0 ? [RealDate.now() + by] : parameters) as [number]))
        }

        static override now(): number {
          return RealDate.now() + by
        }
      } as DateConstructor
    },
  },
}

describe("a clock that is set while events are on their way", function () {
  this.timeout(60_000)
  const userDirectory = scratchFolder("clock")
  let nodeRed: NodeRed
  before(async () => {
    const flows = flow(
      ...clock,
      ...receiver("plain", collect("events"), {}),
      ...receiver("held", collectForEver("held-events"), { quiet: 3600 }),
      ...receiver("brief", collectForEver("brief-events"), { quiet: 1, maxPending: 1 }),
      ...receiver("blocked", collect("blocked-events"), { path: "blocked/store.sqlite" }),
    )
    writeFileSync(join(userDirectory, "blocked"), "a file where the store's folder should be")
    nodeRed = await NodeRed.start({ version: "5", flows, settings, userDirectory })
  })
  after(() => nodeRed?.stop())

  const setClock = (by: number) => send(nodeRed.url(`/clock/${by}`))

  async function accepted(id: string, label = `${id}-events`): Promise<unknown> {
    const answer = await send(nodeRed.url(`/${id}`), purple.fresh())
    assert.equal(answer.status, 200, answer.text)
    await nodeRed.take(label, isEvent(objectOf(answer.json).id))
    return objectOf(answer.json).id
  }

  it("forward: what is under way does not count as handled for it, and comes out again after a crash", async () => {
    const id = await accepted("held")
    await setClock(5 * HOURS)
    await accepted("plain", "events")
    // Longer than the tracker looks for what is quiet: that store's event is over by then.
    await accepted("brief")
    assert.equal((await sendUntilKept(nodeRed.url("/brief"), purple.fresh())).status, 200)
    await nodeRed.restart("SIGKILL")
    const { message } = await nodeRed.take("held-events", isEvent(id))
    assert.equal(objectOf(message.webhook).redelivered, true)
  })

  it("back: what is quiet counts as handled in time", async () => {
    await sendUntilKept(nodeRed.url("/brief"), purple.fresh())
    await setClock(-5 * HOURS)
    await accepted("plain", "events")
    assert.equal((await sendUntilKept(nodeRed.url("/brief"), purple.fresh())).status, 200)
  })

  it("back: a store that could not be opened is tried again in time", async () => {
    const request = purple.fresh()
    assertError(await send(nodeRed.url("/blocked"), request), 503, "store-unavailable")
    await setClock(-5 * HOURS)
    rmSync(join(userDirectory, "blocked"))
    assert.equal((await sendUntilKept(nodeRed.url("/blocked"), request)).status, 200)
  })
})
