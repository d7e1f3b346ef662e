// What was read lately is not read again; and nobody fills the memory with what he sends.
import assert from "node:assert/strict"
import { Memo } from "../../../dist/shared/core/memo.js"

/** How often something was read. */
function counting(limit: number) {
  const memo = new Memo<string | undefined>(limit)
  const reads: string[] = []
  const read = (key: string) =>
    memo.get(key, () => {
      reads.push(key)
      return key === "nothing" ? undefined : key.toUpperCase()
    })
  return { read, reads }
}

describe("what was read lately", () => {
  it("is not read again, also where it was nothing", () => {
    const { read, reads } = counting(10)
    assert.deepEqual(["a", "a", "nothing", "nothing"].map(read), ["A", "A", undefined, undefined])
    assert.deepEqual(reads, ["a", "nothing"])
  })

  it("is remembered as long as it is asked for, whatever else comes", () => {
    const { read, reads } = counting(10)
    for (let number = 0; number < 1000; number++) {
      read("regular")
      read(`passer-by ${number}`)
    }
    assert.equal(reads.filter((key) => key === "regular").length, 1)
  })

  it("is forgotten when much else has come", () => {
    const { read, reads } = counting(10)
    for (const key of ["a", ...Array.from({ length: 30 }, (_, number) => String(number)), "a"]) read(key)
    assert.equal(reads.filter((key) => key === "a").length, 2)
  })

  it("is not kept where it is long", () => {
    const { read, reads } = counting(10)
    read("x".repeat(1000))
    read("x".repeat(1000))
    assert.equal(reads.length, 2)
  })
})
