// Bodies in the formats that the vendors send, called what they call them.
import assert from "node:assert/strict"
import fc from "fast-check"
import { WebhookError } from "../../../dist/shared/core/errors.js"
import { parametersFrom } from "../../../dist/shared/core/parameters.js"
import type { BodyFormat } from "../../../dist/shared/core/vendor.js"
import { contentTypeOf, parseContent, parseForm, parseQuery } from "../../../dist/shared/http/content.js"

const ALL: BodyFormat[] = ["form", "multipart", "json"]

function hasCode(code: string) {
  return (error: unknown) => error instanceof WebhookError && error.code === code
}

function formatOf(header: string | undefined, body: string, formats: BodyFormat[] = ALL): BodyFormat {
  return contentTypeOf(header, Buffer.from(body), formats).format
}

async function parse(
  header: string | undefined,
  body: string | Buffer,
  formats: BodyFormat[] = ALL,
): Promise<unknown> {
  const bytes = Buffer.from(body)
  return parseContent(bytes, contentTypeOf(header, bytes, formats))
}

describe("a content type", () => {
  const named: [header: string | undefined, body: string, format: BodyFormat][] = [
    ["application/json", "{}", "json"],
    ["Application/JSON; charset=UTF-8", "{}", "json"],
    ["text/json", "{}", "json"],
    ["application/vnd.vendor.v2+json", "{}", "json"],
    ["application/x-www-form-urlencoded", "a=1", "form"],
    ["application/x-www-form-urlencoded", ' {"a":1}', "json"],
    ["multipart/form-data; boundary=x", "--x--", "multipart"],
    [undefined, '{"a":1}', "json"],
    ["", '\ufeff {"a":1}', "json"],
    [undefined, "a=1", "form"],
  ]
  for (const [header, body, format] of named) {
    it(`${header ?? "left out"} with ${JSON.stringify(body)} is ${format}`, () =>
      assert.equal(formatOf(header, body), format))
  }

  it("left out is JSON for a vendor that sends nothing else", () => {
    assert.equal(formatOf(undefined, "a=1", ["json"]), "json")
  })

  for (const header of [
    "text/plain",
    "text/xml",
    "application/octet-stream",
    "json",
    "application/jsonp",
    "multipart/mixed",
  ]) {
    it(`${header} is none that we read`, () => {
      assert.throws(() => formatOf(header, "{}"), hasCode("unsupported-content-type"))
    })
  }

  it("is none that we read where the vendor does not send it", () => {
    assert.throws(
      () => formatOf("application/x-www-form-urlencoded", "a=1", ["json"]),
      hasCode("unsupported-content-type"),
    )
    assert.throws(() => formatOf("application/json", "{}", ["form"]), hasCode("unsupported-content-type"))
  })
})

describe("a body", () => {
  it("is UTF-8 where nothing else is said, with or without a byte order mark", async () => {
    assert.deepEqual(await parse("application/json", '{"city":"Forlì"}'), { city: "Forlì" })
    assert.deepEqual(await parse("application/json", '\ufeff{"city":"Forlì"}'), { city: "Forlì" })
  })

  it("is in the character set that it says", async () => {
    const latin1 = Buffer.from('{"city":"Forlì"}', "latin1")
    assert.deepEqual(await parse('application/json; charset="ISO-8859-1"', latin1), { city: "Forlì" })
    await assert.rejects(
      parse("application/json; charset=klingon", "{}"),
      hasCode("unsupported-content-type"),
    )
  })

  it("as a form has the parameters that were sent, whatever their names and values", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }))),
        (pairs) => {
          const text = new URLSearchParams(pairs).toString()
          assert.deepEqual(parseForm(text), parametersFrom(pairs))
          assert.deepEqual(parseQuery(`/hook?${text}`), parametersFrom(pairs))
        },
      ),
    )
  })

  it("as a form is bounded in its number of fields", () => {
    const fields = (count: number) => Array.from({ length: count }, (_, index) => `f${index}=1`).join("&")
    assert.equal(Object.keys(parseForm(fields(1000))).length, 1000)
    assert.throws(() => parseForm(fields(1001)), hasCode("too-many-fields"))
  })

  it("as a form is bounded in the length of a name and of a value", () => {
    const long = "x".repeat(262_144)
    assert.deepEqual(parseForm(`a=${long}`), { a: long })
    for (const text of [`a=${long}x`, `${long}x=a`, `a=${"é".repeat(131_073)}`])
      assert.throws(() => parseForm(text), hasCode("field-too-long"))
  })

  it("has no query where the URL has none", () => {
    assert.deepEqual(parseQuery("/hook"), {})
    assert.deepEqual(parseQuery("/hook?"), {})
    assert.deepEqual(parseQuery("/hook?a=?"), { a: "?" })
  })
})

describe("a multipart body", () => {
  const boundary = "----boundary"
  const header = `multipart/form-data; boundary=${boundary}`
  const part = (disposition: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`
  const end = `--${boundary}--\r\n`

  it("has the fields that were sent", async () => {
    const names = fc
      .stringMatching(/^[a-z0-9_.-]{1,20}$/)
      .filter((name) => !["__proto__", "constructor", "prototype"].includes(name))
    const fields = fc.dictionary(
      names,
      fc.string({ unit: "grapheme" }).filter((value) => !value.includes(boundary)),
      { noNullPrototype: true },
    )
    await fc.assert(
      fc.asyncProperty(fields, async (sent) => {
        const body =
          Object.entries(sent)
            .map(([name, value]) => part(`name="${name}"`, value))
            .join("") + end
        assert.deepEqual(await parse(header, body), sent)
      }),
    )
  })

  it("has the last of two fields of one name, as in PHP", async () => {
    assert.deepEqual(await parse(header, part('name="a"', "1") + part('name="a"', "2") + end), { a: "2" })
  })

  it("with a file is refused: no vendor sends one", async () => {
    const file = `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nfile\r\n`
    await assert.rejects(parse(header, file + part('name="a"', "1") + end), hasCode("file-refused"))
  })

  it("is bounded in the length of a field", async () => {
    const long = "x".repeat(262_145)
    await assert.rejects(parse(header, part('name="a"', long) + end), hasCode("field-too-long"))
    assert.deepEqual(await parse(header, part('name="a"', long.slice(1)) + end), { a: long.slice(1) })
  })

  it("is refused where it breaks off, or where nobody can tell its parts", async () => {
    for (const body of [part('name="a"', "1"), part('name="a"', "1").slice(0, -10)]) {
      await assert.rejects(parse(header, body), hasCode("invalid-parameters"))
    }
    await assert.rejects(
      parse("multipart/form-data", part('name="a"', "1") + end),
      hasCode("invalid-parameters"),
    )
  })

  it("is bounded in its number of fields", async () => {
    const body = Array.from({ length: 1001 }, (_, index) => part(`name="f${index}"`, "1")).join("") + end
    await assert.rejects(parse(header, body), hasCode("too-many-fields"))
  })
})
