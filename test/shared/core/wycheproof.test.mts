// HMAC-SHA256 as Project Wycheproof tests it: right signatures, and such as differ in one bit or more.
import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import {
  ENCODINGS,
  type Encoding,
  parseTemplate,
  verifySignatures,
} from "../../../dist/shared/core/signature.js"
import { root } from "../../support/packed.mts"

interface Vector {
  tcId: number
  comment: string
  key: string
  msg: string
  tag: string
  /** In bits: a whole digest's 256, or 128, its first half (RFC 2104, section 5). */
  tagSize: 256 | 128
  result: "valid" | "invalid"
}

const file = join(root, "test", "fixtures", "wycheproof", "hmac_sha256_test.json")
const { tests }: { tests: Vector[] } = JSON.parse(readFileSync(file, "utf8"))

function isVerified({ key, msg }: Vector, tag: Buffer, encoding: Encoding): boolean {
  const scheme = { algorithm: "sha256", encoding, template: parseTemplate("{body}") } as const
  const parts = { body: Buffer.from(msg, "hex"), timestamp: "", id: "", method: "", url: "" }
  return "key" in verifySignatures([tag.toString(encoding)], [Buffer.from(key, "hex")], scheme, parts)
}

describe("HMAC-SHA256, by Wycheproof's vectors", () => {
  for (const vector of tests.filter(({ tagSize }) => tagSize === 256)) {
    const { tcId, comment, result } = vector
    const tag = Buffer.from(vector.tag, "hex")

    it(`${tcId} is ${result}${comment && ` (${comment})`}, however it is written`, () => {
      for (const encoding of ENCODINGS)
        assert.equal(isVerified(vector, tag, encoding), result === "valid", encoding)
    })

    it(`${tcId} is nothing when cut short or drawn out`, () => {
      for (const other of [tag.subarray(0, 16), tag.subarray(0, 31), Buffer.concat([tag, Buffer.alloc(1)])])
        assert.equal(isVerified(vector, other, "hex"), false)
    })
  }

  for (const vector of tests.filter(({ tagSize }) => tagSize === 128)) {
    const { tcId, comment, result } = vector
    const tag = Buffer.from(vector.tag, "hex")

    it(`${tcId} is half a signature${comment && ` (${comment})`}, refused however it is written`, () => {
      for (const encoding of ENCODINGS) assert.equal(isVerified(vector, tag, encoding), false, encoding)
    })

    it(`${tcId} is ${result} as the first half of the right one`, () => {
      const right = createHmac("sha256", Buffer.from(vector.key, "hex")).update(vector.msg, "hex").digest()
      assert.equal(tag.equals(right.subarray(0, 16)), result === "valid")
      assert.equal(isVerified(vector, Buffer.concat([tag, right.subarray(16)]), "hex"), result === "valid")
    })
  }
})
