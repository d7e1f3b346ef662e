// A store outlives the nodes of a deploy, and is never closed under those that use it.
import assert from "node:assert/strict"
import { mock } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { closeIdleStores, openStore } from "../../dist/store/open.js"
import { settings } from "../../dist/store/schema.js"
import { deliveryWith, isRejectedAs } from "../contract/store.contract.mts"
import { scratchFolder } from "../support/packed.mts"

describe("a store that its nodes leave", () => {
  const folder = scratchFolder("open")
  const open = () => openStore("", settings.parse({}), folder, () => {})
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }))
  afterEach(async () => {
    mock.timers.reset()
    await closeIdleStores()
  })

  it("is closed when none of them comes back", async () => {
    const { store, close } = open()
    await store.accept(deliveryWith())
    await close(false)
    mock.timers.tick(10_000)
    await turn()
    await assert.rejects(store.accept(deliveryWith()), isRejectedAs("shutting-down"))
  })

  it("stays open for a node that comes while it is being left", async () => {
    const former = open()
    const left = former.close(false)
    const { store, close } = open()
    await left
    mock.timers.tick(10_000)
    await turn()
    assert.equal((await store.accept(deliveryWith())).outcome, "stored")
    await close(false)
  })
})
