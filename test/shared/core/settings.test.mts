// Settings as the editor saves them: numbers as strings, "" where nothing was entered.
import assert from "node:assert/strict"
import fc from "fast-check"
import { z } from "zod"
import { SettingError } from "../../../dist/shared/core/errors.js"
import {
  choice,
  inNodeSettings,
  optionalText,
  parseSettings,
  pathSetting,
  secretSetting,
  wholeNumber,
} from "../../../dist/shared/core/settings.js"

function hasCode(code: string) {
  return (error: unknown) => error instanceof SettingError && error.code === code
}

function parse<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  return parseSettings(z.object({ value: schema }), { value }).value
}

describe("the settings of an in-node", () => {
  it("have defaults for all but the path", () => {
    assert.deepEqual(parseSettings(inNodeSettings, { path: "/hook" }), {
      name: "",
      path: "/hook",
      store: "",
      maxBody: 1_048_576,
      allow: null,
      rateLimit: 0,
    })
  })

  it("come as the editor saves them, beside what Node-RED adds", () => {
    const properties = {
      id: "a1",
      type: "purple in",
      z: "f1",
      name: " Purple ",
      path: "hook",
      store: "s1",
      maxBody: "2048",
      allow: "",
      rateLimit: "60",
      wires: [[]],
    }
    assert.deepEqual(parseSettings(inNodeSettings, properties), {
      name: "Purple",
      path: "/hook",
      store: "s1",
      maxBody: 2048,
      allow: null,
      rateLimit: 60,
    })
  })
})

describe("a path", () => {
  for (const path of ["/a", "/webhooks/purple/aB3_-.~9", "/a/b@c;d=1", "/%C3%A9", "/caff%C3%A8"]) {
    it(`may be ${path}`, () => assert.equal(parse(pathSetting, path), path))
  }

  it("gets the slash that was forgotten, and loses white space around it", () => {
    assert.equal(parse(pathSetting, " webhooks/purple\n"), "/webhooks/purple")
  })

  for (const path of ["", "   ", null, undefined, 7]) {
    it(`is missing where ${JSON.stringify(path)} was entered`, () => {
      assert.throws(() => parse(pathSetting, path), hasCode("path-missing"))
    })
  }

  const invalid = [
    "/",
    "//a",
    "//@",
    "/a//b",
    "/a/",
    "/a b",
    "/:id",
    "/a*",
    "/a?b=c",
    "/a#b",
    "/a/../b",
    "/./a",
    "/a/..",
    "/%2e%2e/a",
    "/a\\b",
    "/è",
    "/a\nb",
    "/(a|b)",
    "/[a]",
    "https://example.com/a",
  ]
  for (const path of invalid) {
    it(`cannot be ${JSON.stringify(path)}`, () =>
      assert.throws(() => parse(pathSetting, path), hasCode("path-invalid")))
  }

  it("is, where it is accepted, what a sender's URL arrives with", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webPath(), fc.string()), (text) => {
        const result = pathSetting.safeParse(text)
        if (!result.success) return
        assert.ok(result.data.startsWith("/"))
        assert.equal(new URL(`http://localhost${result.data}`).pathname, result.data)
      }),
    )
  })
})

describe("a secret", () => {
  it("may be several, one per line", () => {
    assert.deepEqual(parse(secretSetting, "new\nold\n"), ["new", "old"])
  })

  it("is none where none was ever set", () => {
    for (const value of [undefined, null, ""]) assert.deepEqual(parse(secretSetting, value), [])
  })

  it("of white space alone is refused: it looks set and would check nothing", () => {
    for (const value of [" ", "\n", "\t\r\n "])
      assert.throws(() => parse(secretSetting, value), hasCode("secret-empty"))
  })
})

describe("a whole number", () => {
  const number = wholeNumber(1, 300)

  it("comes as a number or as its digits", () => {
    assert.equal(parse(number, 60), 60)
    assert.equal(parse(number, "60"), 60)
    assert.equal(parse(number, 1), 1)
  })

  it("has its default where nothing was entered", () => {
    for (const value of [undefined, null, ""]) assert.equal(parse(number, value), 300)
  })

  for (const value of ["0", 0, -1, "1.5", "many", Number.NaN, Number.POSITIVE_INFINITY, {}]) {
    it(`is not ${JSON.stringify(value)}`, () => {
      assert.throws(() => parse(number, value), hasCode("setting-invalid"))
      assert.throws(
        () => parse(wholeNumber(1, 300, "tolerance-invalid"), value),
        hasCode("tolerance-invalid"),
      )
    })
  }
})

describe("a choice", () => {
  const schema = choice(["day", "rolling"])

  it("is its first word where nothing was chosen", () => {
    for (const value of [undefined, null, ""]) assert.equal(parse(schema, value), "day")
    assert.equal(parse(schema, "rolling"), "rolling")
  })

  it("is none of another word, and the error names the field", () => {
    assert.throws(
      () => parse(schema, "weekly"),
      (error) =>
        error instanceof SettingError &&
        error.code === "setting-invalid" &&
        error.parameters.field === "value",
    )
  })
})

describe("a text", () => {
  it("is trimmed, and empty where nothing was entered", () => {
    assert.equal(parse(optionalText, " a "), "a")
    for (const value of [undefined, null, "", " "]) assert.equal(parse(optionalText, value), "")
  })
})

it("settings never throw anything but an error that names what to mend", () => {
  fc.assert(
    fc.property(fc.object(), (properties) => {
      try {
        parseSettings(inNodeSettings, properties)
      } catch (error) {
        assert.ok(error instanceof SettingError)
      }
    }),
  )
})
