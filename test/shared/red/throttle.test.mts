// The editor is told at most so often, and in the end the last.
import assert from "node:assert/strict"
import { mock } from "node:test"
import { throttle } from "../../../dist/shared/red/throttle.js"

describe("a throttle", () => {
  const calls: string[] = []
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] })
    calls.length = 0
  })
  afterEach(() => mock.timers.reset())

  it("calls the first at once, and of those that follow the last, once an interval", () => {
    const throttled = throttle<string>(500, (value) => calls.push(value))
    for (const value of ["a", "b", "c"]) throttled.push(value)
    assert.deepEqual(calls, ["a"])
    mock.timers.tick(499)
    assert.deepEqual(calls, ["a"])
    mock.timers.tick(1)
    assert.deepEqual(calls, ["a", "c"])
    throttled.push("d")
    assert.deepEqual(calls, ["a", "c"])
    mock.timers.tick(500)
    assert.deepEqual(calls, ["a", "c", "d"])
  })

  it("calls at once again after a quiet interval", () => {
    const throttled = throttle<string>(500, (value) => calls.push(value))
    throttled.push("a")
    mock.timers.tick(500)
    throttled.push("b")
    assert.deepEqual(calls, ["a", "b"])
  })

  it("calls no more once it is cancelled", () => {
    const throttled = throttle<string>(500, (value) => calls.push(value))
    for (const value of ["a", "b"]) throttled.push(value)
    throttled.cancel()
    mock.timers.tick(5000)
    throttled.push("c")
    assert.deepEqual(calls, ["a"])
  })
})
