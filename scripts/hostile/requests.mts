// Requests that nobody sends in good faith: the vendors' own, changed in their structure and in their bytes, with
// credentials that fit, so that they get as far as they can.
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib"
import fc from "fast-check"
import { type Fixture, fixtures } from "../../test/fixtures/index.mts"
import { objectOf } from "../../test/support/event.mts"
import { beamRequest, type Sender, senders } from "../../test/support/senders.mts"

export interface HostileRequest {
  sender: Sender
  method: string
  query: string
  headers: [string, string][]
  body: Buffer
}

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    ...["", " ", "\0", "\ufeff", "\ud800", "\udfff\ud800", "__proto__", "constructor", "toString", "null"],
    ...["../../etc/passwd", "' OR 1=1 --", "<script>alert(1)</script>", "\r\nBcc: a@example.com", "{{7*7}}"],
    ...["2018-02-30T25:61:61Z", "1e400", "-0", "9007199254740993", "a@b@c.example", "+39", "0".repeat(400)],
  ),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.nat(2000))
    .map(([text, times]) => text.repeat(times)),
)

const nested = fc.nat(80).map((depth) => JSON.parse("[".repeat(depth) + "]".repeat(depth) || "0") as unknown)

const values: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: texts, weight: 6 },
  { arbitrary: fc.oneof(fc.double(), fc.integer(), fc.constantFrom(null, true, false, [], {})), weight: 4 },
  { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 1 },
  { arbitrary: nested, weight: 1 },
)

function seldom<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 5 }, { arbitrary, weight: 1 })
}

/** How one place of an object, wherever it is, is changed. */
const edits = fc.array(
  fc.record({ place: fc.nat(200), name: seldom(texts), value: values, drops: fc.boolean() }),
  { maxLength: 4 },
)

type Edit = { place: number; name: string | undefined; value: unknown; drops: boolean }

/** All objects within a value, itself first. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return []
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)]
}

function edited(body: unknown, changes: Edit[]): unknown {
  const copy: unknown = structuredClone(body)
  for (const { place, name, value, drops } of changes) {
    const objects = objectsIn(copy)
    const object = objects[place % Math.max(1, objects.length)]
    const names = Object.keys(object ?? {})
    const old = names[place % Math.max(1, names.length)]
    if (!object || old === undefined) continue
    if (drops) delete object[old]
    Object.defineProperty(object, Array.isArray(object) ? old : (name ?? old), {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy
}

const cuts = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(8),
    bytes: fc.uint8Array({ maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 3 },
)

type Cut = { at: number; length: number; bytes: Uint8Array }

/** The bytes with some of them replaced by others. */
function damaged(bytes: Buffer, changes: Cut[]): Buffer {
  return changes.reduce((before, { at, length, bytes: others }) => {
    const start = Math.floor(at * before.length)
    return Buffer.concat([before.subarray(0, start), others, before.subarray(start + length)])
  }, bytes)
}

const json = "application/json"
const form = "application/x-www-form-urlencoded"
const boundary = "----hostile"

function parametersOf(fixture: Fixture): Record<string, string> {
  const { query, contentType } = fixture
  return {
    ...query,
    ...(contentType === form ? Object.fromEntries(new URLSearchParams(fixture.body().toString())) : {}),
  }
}

function multipart(parameters: Record<string, unknown>): string {
  const parts = Object.entries(parameters).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${textOf(value)}\r\n`,
  )
  return `${parts.join("")}--${boundary}--\r\n`
}

interface Content {
  bytes: Buffer
  type: string
}

/** A body in each of the forms in which it could be sent. */
function contents(fixture: Fixture): fc.Arbitrary<Content> {
  const parsed: unknown = fixture.contentType === form ? parametersOf(fixture) : looselyParsed(fixture)
  const asJson = edits.map((changes) => ({
    type: json,
    bytes: Buffer.from(JSON.stringify(edited(parsed, changes)) ?? ""),
  }))
  const asForm = edits.map((changes) => ({
    type: form,
    bytes: Buffer.from(new URLSearchParams(textsOf(edited(parsed, changes))).toString()),
  }))
  const asParts = edits.map((changes) => ({
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.from(multipart(objectOf(edited(parsed, changes)))),
  }))
  const isJson = fixture.contentType === json
  const whole = fc.oneof(
    { arbitrary: asJson, weight: isJson ? 6 : 2 },
    { arbitrary: asForm, weight: isJson ? 1 : 5 },
    { arbitrary: asParts, weight: isJson ? 1 : 3 },
    {
      arbitrary: values.map((value) => ({ type: json, bytes: Buffer.from(JSON.stringify(value) ?? "") })),
      weight: 1,
    },
    {
      arbitrary: fc
        .uint8Array({ maxLength: 200 })
        .map((bytes) => ({ type: fixture.contentType, bytes: Buffer.from(bytes) })),
      weight: 1,
    },
  )
  const broken = fc
    .tuple(whole, cuts)
    .map(([content, changes]) => ({ ...content, bytes: damaged(content.bytes, changes) }))
  return fc.oneof({ arbitrary: whole, weight: 3 }, { arbitrary: broken, weight: 1 })
}

function looselyParsed(fixture: Fixture): unknown {
  try {
    return JSON.parse(fixture.body().toString())
  } catch {
    return { printed: fixture.body().toString() }
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "")
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([name, text]) => [name, textOf(text)]))
}

const types = fc.constantFrom(
  ...[
    "",
    "text/plain",
    "application/xml",
    "application/json; charset=latin1",
    "application/json;charset=klingon",
  ],
  ...[form, json, "multipart/form-data", 'multipart/form-data; boundary="', "application/problem+json"],
)

const encodings: fc.Arbitrary<[name: string, (bytes: Buffer) => Buffer]> = fc.constantFrom(
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["br", (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ["gzip", (bytes: Buffer) => bytes],
  ["br", (bytes: Buffer) => bytes],
  ["deflate", (bytes: Buffer) => gzipSync(bytes).subarray(0, -6)],
  ["zstd", (bytes: Buffer) => bytes],
)

const headerNames = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{0,15}$/)
const framing = [
  "content-length",
  "transfer-encoding",
  "connection",
  "expect",
  "upgrade",
  "host",
  "trailer",
  "keep-alive",
]
const extraHeaders = fc.array(
  fc.tuple(
    headerNames.filter((name) => !framing.includes(name.toLowerCase())),
    fc.stringMatching(/^[\x21-\x7e\x80-\xff]{0,20}$/),
  ),
  { maxLength: 3 },
)

const variations = fc.record({
  method: fc.oneof(
    { arbitrary: fc.constant("POST"), weight: 20 },
    { arbitrary: fc.constantFrom("GET", "HEAD", "PUT", "DELETE", "PATCH"), weight: 1 },
  ),
  credentials: fc.constantFrom("valid", "valid", "valid", "valid", "none", "wrong"),
  type: seldom(types),
  encoding: seldom(encodings),
  query: fc.oneof(
    { arbitrary: fc.constant(""), weight: 5 },
    { arbitrary: fc.webQueryParameters(), weight: 1 },
  ),
  extra: extraHeaders,
})

type Variation = typeof variations extends fc.Arbitrary<infer Value> ? Value : never

function requestOf(fixture: Fixture, content: Content, variation: Variation): HostileRequest {
  const { method, credentials, type, encoding, query, extra } = variation
  const sender = senderOf(fixture)
  const contentType = type ?? content.type
  const signed = fixture.row
    ? beamRequest(content.bytes, fixture.row.event, contentType)
    : sender.authentic(content.bytes, contentType)
  const names = credentials === "none" ? ["content-type"] : Object.keys(signed.headers ?? {})
  const own = names.map((name): [string, string] => {
    const value = String(signed.headers?.[name] ?? "")
    return [name, credentials === "wrong" && name !== "content-type" ? `${value}x` : value]
  })
  const parameters = new URLSearchParams(credentials === "valid" ? signed.query : {}).toString()
  const [name, encode] = encoding ?? ["", (bytes: Buffer) => bytes]
  return {
    sender,
    method,
    query: [parameters, query].filter(Boolean).join("&"),
    headers: [...own, ...(name ? [["content-encoding", name] as [string, string]] : []), ...extra],
    body: encode(content.bytes),
  }
}

function senderOf({ vendor }: Fixture): Sender {
  const sender = senders.find(({ type }) => type === vendor)
  if (!sender) throw new Error(`nobody sends ${vendor}`)
  return sender
}

/** Any of them. */
export const hostileRequests: fc.Arbitrary<HostileRequest> = fc
  .oneof(...fixtures.map((fixture) => contents(fixture).map((content) => ({ fixture, content }))))
  .chain(({ fixture, content }) => variations.map((variation) => requestOf(fixture, content, variation)))
