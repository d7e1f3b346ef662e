import assert from "node:assert/strict"
import { mock } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { load } from "../editor/load.mts"

const { Poller } = await load<typeof import("../../nodes/sidebar/poller.ts")>("poller", "sidebar")

describe("asking again and again", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }))
  afterEach(() => mock.timers.reset())

  async function pass(milliseconds: number): Promise<void> {
    mock.timers.tick(milliseconds)
    await turn()
  }

  /** A poller whose task takes so long and works or not, and how often it has run. */
  function pollerOf({ takes = 0, works = true } = {}) {
    const runs = { count: 0 }
    const poller = new Poller(async () => {
      runs.count += 1
      mock.timers.setTime(Date.now() + takes)
      return works
    })
    return { poller, runs }
  }

  it("begins at once, and goes on every other second", async () => {
    const { poller, runs } = pollerOf()
    poller.start()
    await turn()
    assert.equal(runs.count, 1)
    await pass(1_999)
    assert.equal(runs.count, 1)
    await pass(1)
    assert.equal(runs.count, 2)
  })

  it("ends when nobody looks, and begins again when somebody does", async () => {
    const { poller, runs } = pollerOf()
    poller.start()
    await turn()
    poller.stop()
    await pass(60_000)
    assert.equal(runs.count, 1)
    poller.start()
    await turn()
    assert.equal(runs.count, 2)
  })

  it("leaves a slow server alone ten times as long as it took", async () => {
    const { poller, runs } = pollerOf({ takes: 500 })
    poller.start()
    await turn()
    await pass(4_999)
    assert.equal(runs.count, 1)
    await pass(1)
    assert.equal(runs.count, 2)
  })

  it("waits longer with each failure, at most half a minute", async () => {
    const { poller, runs } = pollerOf({ works: false })
    poller.start()
    await turn()
    const pauses = [4_000, 8_000, 16_000, 30_000, 30_000]
    for (const [index, pause] of pauses.entries()) {
      await pass(pause - 1)
      assert.equal(runs.count, index + 1)
      await pass(1)
    }
  })

  it("never asks twice at once", async () => {
    const answers: ((works: boolean) => void)[] = []
    const poller = new Poller(() => new Promise<boolean>((resolve) => answers.push(resolve)))
    poller.start()
    poller.stop()
    poller.start()
    assert.equal(answers.length, 1)
    answers[0]?.(true)
    await turn()
    await pass(2_000)
    assert.equal(answers.length, 2)
  })
})
