// Bodies: taken whole or not at all, undone as their senders say, and never into more than is allowed.
import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer, type IncomingMessage, type Server } from "node:http"
import { connect, type Socket } from "node:net"
import { setTimeout } from "node:timers/promises"
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib"
import fc from "fast-check"
import { z } from "zod"
import { WebhookError } from "../../../dist/shared/core/errors.js"
import { DEFAULT_LIMITS } from "../../../dist/shared/core/operator-settings.js"
import { decompress, readBytes } from "../../../dist/shared/http/body.js"
import { Load } from "../../../dist/shared/http/load.js"

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

function portOf(server: Server): number {
  return z.object({ port: z.number() }).parse(server.address()).port
}

type Taken = { request: IncomingMessage; body: Promise<Buffer> }

describe("a body on the wire", () => {
  const server = createServer()
  const load = new Load()
  before(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening")
  })
  after(() => {
    server.close()
    server.closeAllConnections()
  })

  /** Sends the beginning of a request. */
  async function send(bytes: string, milliseconds = 5000): Promise<Taken & { socket: Socket }> {
    const taken = new Promise<Taken>((resolve) => {
      server.once("request", (request) => {
        const hold = load.enter("node", DEFAULT_LIMITS)
        resolve({ request, body: readBytes(request, { bytes: 10, milliseconds, hold }) })
      })
    })
    const socket = connect(portOf(server), "127.0.0.1")
    socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\n${bytes}`)
    return { ...(await taken), socket }
  }

  function listeners(request: IncomingMessage): number {
    return ["data", "error", "close"].reduce((sum, name) => sum + request.listenerCount(name), 0)
  }

  const sent: Record<string, string[]> = {
    "in one piece": ["content-length: 5\r\n\r\nguest"],
    "behind its head": ["content-length: 5\r\n\r\n", "guest"],
    "in pieces": ["content-length: 5\r\n\r\ngu", "e", "st"],
    "in chunks": ["transfer-encoding: chunked\r\n\r\n2\r\ngu\r\n", "3\r\nest\r\n0\r\n\r\n"],
    "in chunks that come at once": ["transfer-encoding: chunked\r\n\r\n5\r\nguest\r\n0\r\n\r\n"],
  }
  for (const [how, [first = "", ...rest]] of Object.entries(sent)) {
    it(`that comes ${how} is taken whole, and then listened for no more`, async () => {
      const { request, body, socket } = await send(first)
      for (const bytes of rest) {
        await setTimeout(20)
        socket.write(bytes)
      }
      assert.equal(String(await body), "guest")
      assert.equal(listeners(request), 0)
      socket.destroy()
    })
  }

  it("may be empty", async () => {
    const { body, socket } = await send("content-length: 0\r\n\r\n")
    assert.equal((await body).length, 0)
    socket.destroy()
  })

  const tooLarge = {
    "as it says": "content-length: 11\r\n\r\n",
    "without saying so": "transfer-encoding: chunked\r\n\r\nb\r\nhello guest\r\n",
  }
  for (const [how, bytes] of Object.entries(tooLarge)) {
    it(`that is too large, ${how}, is refused, and then listened for no more`, async () => {
      const { request, body, socket } = await send(bytes)
      await assert.rejects(body, hasCode("body-too-large"))
      await setTimeout(20)
      assert.equal(listeners(request), 0)
      socket.destroy()
    })
  }

  it("that stops coming is waited for as long as allowed", async () => {
    const { request, body, socket } = await send("content-length: 5\r\n\r\ngue", 50)
    await assert.rejects(body, hasCode("body-timeout"))
    assert.equal(listeners(request), 0)
    socket.destroy()
  })

  for (const head of ["content-length: 0", "content-length: 5", "transfer-encoding: chunked"]) {
    it(`whose sender went away before anybody read it is none, with ${head}`, async () => {
      const begun = new Promise<IncomingMessage>((resolve) => server.once("request", resolve))
      const socket = connect(portOf(server), "127.0.0.1")
      socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\n${head}\r\n\r\n`)
      const request = await begun
      const closed = new Promise((resolve) => request.once("close", resolve))
      socket.destroy()
      await closed
      const hold = load.enter("node", DEFAULT_LIMITS)
      await assert.rejects(
        readBytes(request, { bytes: 10, milliseconds: 5000, hold }),
        hasCode("body-aborted"),
      )
    })
  }

  it("whose sender goes away is none", async () => {
    const { body, socket } = await send("content-length: 5\r\n\r\ngue")
    socket.destroy()
    await assert.rejects(body, hasCode("body-aborted"))
  })
})
