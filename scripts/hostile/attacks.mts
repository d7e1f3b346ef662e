// What attackers try, one kind at a time: what each sends is said where it is sent.
import { setTimeout as pause } from "node:timers/promises"
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib"
import { objectOf } from "../../test/support/event.mts"
import { beam, beamRequest, cloud4wi, purple, qr, type Sender, senders } from "../../test/support/senders.mts"
import { largePath, pathOf } from "./target.mts"
import { type Exchange, exchange, open, wireRequest } from "./wire.mts"

/** How often each status came back; "closed" where the connection was closed without any, "none" where nothing came. */
export type Tally = Record<string, number>

export interface Attack {
  name: string
  /** Only these may come back. */
  due: (number | "closed" | "none")[]
  run(origin: string, size: Size): Promise<Tally>
}

/** How much of it: as much as is promised, or as little as a test has time for. */
export interface Size {
  idle: number
  slow: number
  repeats: number
  /** Decompressed bytes of a bomb. */
  bomb: number
  /** Seconds that a body may take. */
  bodySeconds: number
}

function tallyOf(exchanges: readonly Exchange[]): Tally {
  const tally: Tally = {}
  const count = (what: string) => {
    tally[what] = (tally[what] ?? 0) + 1
  }
  for (const { answers, closed } of exchanges) {
    for (const { status } of answers) count(String(status))
    if (answers.length === 0) count(closed ? "closed" : "none")
  }
  return tally
}

type Headers = [name: string, value: string][]

/** A vendor's request, signed, with its head as pairs. */
function signed(
  sender: Sender,
  body: Buffer | string,
  contentType?: string,
): { query: string; headers: Headers } {
  const { headers = {}, query = {} } = sender.authentic(body, contentType)
  const search = new URLSearchParams(query).toString()
  return {
    query: search ? `?${search}` : "",
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
  }
}

function bytesOf(
  sender: Sender,
  body: Buffer | string,
  {
    contentType,
    path = pathOf(sender),
    extra = [],
  }: { contentType?: string; path?: string; extra?: Headers } = {},
): Buffer {
  const { query, headers } = signed(sender, body, contentType)
  const framing: Headers = [
    ["host", "target"],
    ["content-length", String(Buffer.byteLength(body))],
  ]
  return wireRequest("POST", path + query, [...framing, ...headers, ...extra], body)
}

/** One after the other, so that each one's pause is its own. */
async function inTurn(origin: string, requests: Iterable<Buffer>, patience = 10_000): Promise<Tally> {
  const exchanges: Exchange[] = []
  for (const bytes of requests) exchanges.push(await exchange(origin, bytes, { patience }))
  return tallyOf(exchanges)
}

function times<Item>(count: number, item: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => item(index))
}

const json = "application/json"

/** Connections that send a little again and again, and never what they announced. */
async function trickle(
  origin: string,
  count: number,
  head: string,
  drop: string,
  seconds: number,
): Promise<Tally> {
  const exchanges = times(count, async (): Promise<Exchange> => {
    const timer = new AbortController()
    const socket = open(origin)
    const answers: { status: number; body: string }[] = []
    socket.on("data", (chunk) => answers.push({ status: Number(chunk.toString("latin1", 9, 12)), body: "" }))
    const closed = new Promise<boolean>((resolve) => socket.once("close", () => resolve(true)))
    socket.write(head)
    void (async () => {
      while (!socket.destroyed && !timer.signal.aborted) {
        socket.write(drop)
        await pause(250)
      }
    })()
    const isClosed = await Promise.race([closed, pause(seconds * 1000, false)])
    timer.abort()
    socket.destroy()
    return { answers: answers.slice(0, 1), closed: isClosed }
  })
  return tallyOf(await Promise.all(exchanges))
}

const purpleHead = `POST ${pathOf(purple)} HTTP/1.1\r\nhost: target\r\ncontent-type: ${json}\r\n`

/** A body that lies about how it is framed. */
const lies: [head: string, body: string][] = [
  ["transfer-encoding: chunked", "FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n"],
  ["transfer-encoding: chunked", "-1\r\n{}\r\n0\r\n\r\n"],
  ["transfer-encoding: chunked", "5\r\n{}\r\n0\r\n\r\n"],
  ["transfer-encoding: chunked", "400\r\n{}"],
  ["transfer-encoding: chunked", "2;extension=\u0000\r\n{}\r\n0\r\n\r\n"],
  ["transfer-encoding: chunked, chunked", "2\r\n{}\r\n0\r\n\r\n"],
  ["transfer-encoding: xchunked", "2\r\n{}\r\n0\r\n\r\n"],
  ["transfer-encoding: chunked\r\ncontent-length: 2", "2\r\n{}\r\n0\r\n\r\n"],
  ["content-length: 2\r\ncontent-length: 3", "{}\n"],
  ["content-length: 99", "{}"],
  ["content-length: -2", "{}"],
  ["content-length: 2e0", "{}"],
  ["content-length: 99999999999999999999", "{}"],
]

const targets = [
  ...[
    "//purple",
    "/./purple",
    "/x/../purple",
    "/purple/",
    "/purple/.",
    "/%70urple",
    "/purple%2e",
    "/purple%00",
  ],
  ...[
    "/Purple",
    "/purple/..",
    "/%2e%2e/purple",
    "/purple;a=b",
    "/purple%2f",
    "*",
    "http://",
    "http:///purple",
  ],
]

const strange: Record<string, Buffer | string> = {
  "NUL bytes": '{"event":{"type":"lo\\u0000gin","timestamp":1800000000},"contact":{"id":"\\u0000"}}',
  "raw NUL bytes": Buffer.from('{"event":{"type":"\0"}}'),
  "invalid UTF-8": Buffer.concat([
    Buffer.from('{"user":{"firstName":"'),
    Buffer.from([0xff, 0xc0, 0x80]),
    Buffer.from('"}}'),
  ]),
  "a byte order mark": '\ufeff{"user":{"id":1}}',
  "UTF-16": Buffer.from('\ufeff{"user":{"id":1}}', "utf16le"),
  "lone surrogates": '{"user":{"firstName":"\\ud800","lastName":"\\udfff\\ud800"},"session":{}}',
  "numbers beyond 2^53": '{"user":{"id":9007199254740993,"email":1e400},"venue":{"latitude":1e308,"id":-0}}',
  "a number of 100,000 digits": `{"user":{"id":${"9".repeat(100_000)}}}`,
  __proto__: '{"__proto__":{"polluted":1},"user":{"constructor":{"prototype":{"polluted":1}}}}',
  "one name twice": '{"user":{"id":1},"user":{"id":2}}',
}

/** Long values where a vendor's reader looks for something in them. */
function longValues(length: number): string[] {
  const pieces = ["a", "1", " ", "+", "@", "a@", "-", ":", "\\n", ".", "00", "(", "é"]
  return pieces.map((piece) => {
    const text = `"${piece.repeat(Math.floor(length / Buffer.byteLength(piece) / 20))}"`
    const user = ["id", "email", "firstName", "gender", "dateOfBirth", "provider"].map(
      (name) => `"${name}":${text}`,
    )
    const contact = ["phone", "language", "country", "birthday", "created"].map((name) => `"${name}":${text}`)
    return `{"user":{${user}},"contact":{${contact}},"session":{"authenticationTime":${text}},"client":{"mac":${text}},"venue":{"latitude":${text}},"event":{"type":${text},"timestamp":${text}}}`
  })
}

function names(count: number): string {
  return `{${times(count, (index) => `"n${index}":0`).join(",")}}`
}

const boundary = "b"
const multipart = `multipart/form-data; boundary=${boundary}`
function part(disposition: string, value = "1"): string {
  return `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`
}

const forms: [type: string, body: string][] = [
  ["application/x-www-form-urlencoded", "&".repeat(1_000_000)],
  ["application/x-www-form-urlencoded", "a=1&".repeat(250_000)],
  ["application/x-www-form-urlencoded", `querystring=${"a%26".repeat(60_000)}`],
  ["application/x-www-form-urlencoded", "%".repeat(1_000_000)],
  [multipart, `${part('name="a"').repeat(10_000)}--${boundary}--\r\n`],
  [multipart, `${part('name="f"; filename="../../x"', "x".repeat(500_000))}--${boundary}--\r\n`],
  [multipart, `--${boundary}\r\n${"x: y\r\n".repeat(100_000)}\r\n`],
  [multipart, "\r\n--".repeat(200_000)],
]

export const attacks: readonly Attack[] = [
  {
    name: "bodies that arrive byte by byte",
    due: [408],
    run: (origin, { slow, bodySeconds }) =>
      trickle(origin, slow, `${purpleHead}content-length: 10000\r\n\r\n`, "x", bodySeconds + 10),
  },
  {
    name: "heads that never end (Node.js closes them after a minute)",
    due: ["none", 408],
    run: (origin, { slow, bodySeconds }) => trickle(origin, slow, purpleHead, "x-slow: 1\r\n", bodySeconds),
  },
  {
    name: "idle connections",
    due: ["none"],
    run: async (origin, { idle }) => {
      const sockets: ReturnType<typeof open>[] = []
      for (let opened = 0; opened < idle; opened += 500) {
        sockets.push(...times(Math.min(500, idle - opened), () => open(origin)))
        await Promise.all(
          sockets.slice(-500).map((socket) => new Promise((resolve) => socket.once("connect", resolve))),
        )
      }
      await pause(1000)
      const tally = { none: sockets.filter((socket) => !socket.destroyed).length }
      for (const socket of sockets) socket.destroy()
      return tally
    },
  },
  {
    name: "gzip, deflate and brotli bombs",
    due: [413],
    run: (origin, { bomb, repeats }) => {
      const zeros = Buffer.alloc(bomb)
      const bombs: [string, Buffer][] = [
        ["gzip", gzipSync(zeros)],
        ["deflate", deflateSync(zeros)],
        ["br", brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
      ]
      const requests = bombs.map(([name, bytes]) =>
        bytesOf(purple, bytes, { extra: [["content-encoding", name]] }),
      )
      return inTurn(origin, times(repeats, () => requests).flat())
    },
  },
  {
    name: "chunked and other lies about length",
    due: [400, 408, "closed"],
    run: async (origin) =>
      tallyOf(
        await Promise.all(
          lies.map(([head, body]) =>
            exchange(origin, `${purpleHead}${head}\r\n\r\n${body}`, { half: true, patience: 30_000 }),
          ),
        ),
      ),
  },
  {
    name: "pipelined requests, 100 on one connection",
    due: [200],
    run: async (origin) => {
      const requests = Buffer.concat(times(100, () => bytesOf(purple, purple.fresh().body)))
      return tallyOf([await exchange(origin, requests, { answers: 100, patience: 20_000 })])
    },
  },
  {
    name: "pipelined requests, 10,000 on one connection, whose answers nobody reads",
    due: ["closed", 200, 401],
    run: async (origin, { repeats }) => {
      const probe = wireRequest("GET", pathOf(purple), [["host", "target"]])
      const forged = bytesOf(
        { ...beam, authentic: (body) => beamRequest(body, "of nobody") },
        beam.fresh().body,
      )
      const floods = [() => probe, () => forged, () => bytesOf(purple, purple.fresh().body)]
      const exchanges: Exchange[] = []
      for (const request of times(repeats, () => floods).flat()) {
        const requests = Buffer.concat(times(10_000, request))
        exchanges.push(await exchange(origin, requests, { answers: 10_000, deaf: 500 }))
      }
      return tallyOf(exchanges)
    },
  },
  {
    name: "credentials and content types sent twice",
    due: [200, 400, 401, 415],
    run: (origin) =>
      inTurn(
        origin,
        senders.flatMap((sender) => {
          const { body } = sender.fresh()
          const { headers } = signed(sender, body)
          return headers.flatMap(([name, value]) =>
            ["x", value].map((other) => bytesOf(sender, body, { extra: [[name, other]] })),
          )
        }),
      ),
  },
  {
    name: "header names in any case",
    due: [200],
    run: (origin) =>
      inTurn(
        origin,
        senders.map((sender) => {
          const { body } = sender.fresh()
          const bytes = bytesOf(sender, body)
          const end = bytes.indexOf("\r\n\r\n")
          const head = bytes
            .toString("latin1", 0, end)
            .replaceAll(/^[\w-]+(?=: )/gm, (name) => name.toUpperCase())
          return Buffer.concat([Buffer.from(head, "latin1"), bytes.subarray(end)])
        }),
      ),
  },
  {
    name: "2,000 headers, and one of 16 kB",
    due: [431],
    run: (origin) =>
      inTurn(origin, [
        bytesOf(purple, "{}", { extra: times(2000, (index) => [`x${index}`, ""]) }),
        bytesOf(purple, "{}", { extra: [["x", "y".repeat(16_380)]] }),
        bytesOf(purple, "{}", { extra: times(101, (index) => [`x${index}`, "1"]) }),
      ]),
  },
  {
    name: "the path in the absolute form",
    due: [200],
    run: (origin) =>
      inTurn(origin, [bytesOf(purple, purple.fresh().body, { path: `${origin}${pathOf(purple)}` })]),
  },
  {
    name: "dot segments, %2e, NUL, double slashes, other case in the path",
    due: [400, 404],
    run: (origin) =>
      inTurn(
        origin,
        targets.map((path) => bytesOf(purple, purple.fresh().body, { path })),
      ),
  },
  {
    name: "NUL bytes, invalid UTF-8, BOM, UTF-16, lone surrogates, numbers beyond 2^53, __proto__",
    due: [200, 400],
    run: (origin) =>
      inTurn(
        origin,
        senders.flatMap((sender) =>
          Object.values(strange).map((body) => bytesOf(sender, body, { contentType: json })),
        ),
      ),
  },
  {
    name: "arrays 5,000 deep, objects 100,000 deep",
    due: [400],
    run: (origin) =>
      inTurn(
        origin,
        [cloud4wi, purple, beam, qr].flatMap((sender) =>
          [
            `{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`,
            `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
          ].map((body) => bytesOf(sender, body, { contentType: json })),
        ),
      ),
  },
  {
    name: "80,000 names in 1 MB of JSON",
    due: [400],
    run: (origin, { repeats }) =>
      inTurn(
        origin,
        times(repeats, () => bytesOf(purple, names(80_000))),
      ),
  },
  {
    name: "a million names, where the node takes 16 MB",
    due: [400],
    run: (origin) => inTurn(origin, [bytesOf(purple, names(1_000_000), { path: largePath })], 60_000),
  },
  {
    name: "values of 50 kB in every field",
    due: [200],
    run: (origin) =>
      inTurn(
        origin,
        [purple, cloud4wi].flatMap((sender) => longValues(1_000_000).map((body) => bytesOf(sender, body))),
      ),
  },
  {
    name: "forms of a million fields, 10,000 parts, a file, broken boundaries",
    due: [200, 400, 413, 415],
    run: (origin) =>
      inTurn(
        origin,
        forms.map(([contentType, body]) => bytesOf(qr, body, { contentType })),
      ),
  },
]

/** What came back although it should not. */
export function undue({ due }: Attack, tally: Tally): string[] {
  const expected = due.map(String)
  return Object.keys(objectOf(tally)).filter((what) => !expected.includes(what))
}
