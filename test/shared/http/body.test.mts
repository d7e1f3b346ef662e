// Compressed bodies: undone as their senders say, and never into more than is allowed.
import assert from "node:assert/strict"
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib"
import fc from "fast-check"
import { WebhookError } from "../../../dist/shared/core/errors.js"
import { decompress } from "../../../dist/shared/http/body.js"

const LIMIT = 1_048_576

function hasCode(code: string) {
  return (error: unknown) => error instanceof WebhookError && error.code === code
}

const compress: Record<string, { encoding: string; undo: (bytes: Buffer) => Buffer }> = {
  gzip: { encoding: "gzip", undo: gzipSync },
  "gzip, in capitals": { encoding: " GZIP ", undo: gzipSync },
  "x-gzip": { encoding: "x-gzip", undo: gzipSync },
  deflate: { encoding: "deflate", undo: deflateSync },
  "deflate, without its header": { encoding: "deflate", undo: deflateRawSync },
  br: { encoding: "br", undo: (bytes) => brotliCompressSync(bytes) },
}

describe("a compressed body", () => {
  for (const [name, { encoding, undo }] of Object.entries(compress)) {
    it(`in ${name} is what was sent`, async () => {
      const bytes = fc.uint8Array({ minLength: 1, maxLength: 500 }).map((array) => Buffer.from(array))
      await fc.assert(
        fc.asyncProperty(bytes, async (sent) => {
          assert.deepEqual(await decompress(undo(sent), encoding, LIMIT), sent)
        }),
        { numRuns: 30 },
      )
    })

    it(`in ${name} may not become more than is allowed, however small it came`, async () => {
      const bomb = undo(Buffer.alloc(LIMIT + 1))
      assert.ok(bomb.length < 5000)
      await assert.rejects(decompress(bomb, encoding, LIMIT), hasCode("body-too-large"))
      assert.equal((await decompress(undo(Buffer.alloc(LIMIT)), encoding, LIMIT)).length, LIMIT)
    })

    it(`in ${name} is refused where it is not what it says, or breaks off`, async () => {
      const cut = undo(Buffer.from("something to compress")).subarray(0, 8)
      for (const bytes of [Buffer.from("not compressed at all"), cut]) {
        await assert.rejects(decompress(bytes, encoding, LIMIT), hasCode("invalid-compression"))
      }
    })
  }

  it("is left alone where nothing says that it is one, and where it is empty", async () => {
    const bytes = Buffer.from("{}")
    for (const encoding of [undefined, "", "identity", "Identity"])
      assert.equal(await decompress(bytes, encoding, LIMIT), bytes)
    assert.equal((await decompress(Buffer.alloc(0), "gzip", LIMIT)).length, 0)
  })

  it("is refused in an encoding that we do not read", async () => {
    for (const encoding of ["zstd", "compress", "gzip, gzip", "aes128gcm"]) {
      await assert.rejects(decompress(Buffer.from("x"), encoding, LIMIT), hasCode("unsupported-encoding"))
    }
  })
})
