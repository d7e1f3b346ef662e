// `guestWebhooks` in Node-RED's settings.js: what is not said has a default, what is said wrongly is named.
import assert from "node:assert/strict"
import fc from "fast-check"
import { SettingError } from "../../../dist/shared/core/errors.js"
import { DEFAULT_LIMITS, parseOperatorSettings } from "../../../dist/shared/core/operator-settings.js"

describe("the settings of the operator", () => {
  it("have a default for everything", () => {
    for (const settings of [undefined, {}, { limits: {} }])
      assert.deepEqual(parseOperatorSettings(settings), {
        publicUrl: null,
        trustedHops: 0,
        limits: DEFAULT_LIMITS,
      })
  })

  it("change one limit and leave the others", () => {
    const { limits } = parseOperatorSettings({ limits: { fields: 3 } })
    assert.deepEqual(limits, { ...DEFAULT_LIMITS, fields: 3 })
  })

  it("take the public address with and without a last slash", () => {
    for (const publicUrl of ["https://wifi.example.com/hooks", "https://wifi.example.com/hooks/"])
      assert.equal(parseOperatorSettings({ publicUrl }).publicUrl, "https://wifi.example.com/hooks")
  })

  const wrong: [settings: unknown, field: string][] = [
    [null, "guestWebhooks"],
    [{ limit: {} }, "guestWebhooks"],
    [{ publicUrl: "wifi.example.com" }, "guestWebhooks.publicUrl"],
    [{ publicUrl: "ftp://wifi.example.com" }, "guestWebhooks.publicUrl"],
    [{ trustedHops: true }, "guestWebhooks.trustedHops"],
    [{ trustedHops: -1 }, "guestWebhooks.trustedHops"],
    [{ limits: { jsonDepth: 0 } }, "guestWebhooks.limits.jsonDepth"],
    [{ limits: { jsonDepth: "64" } }, "guestWebhooks.limits.jsonDepth"],
    [{ limits: { jsonDeptj: 64 } }, "guestWebhooks.limits"],
  ]
  for (const [settings, field] of wrong) {
    it(`are refused as ${JSON.stringify(settings)}, and the error names ${field}`, () => {
      assert.throws(
        () => parseOperatorSettings(settings),
        (error) => error instanceof SettingError && error.parameters.field === field,
      )
    })
  }

  it("never throw anything but an error that names what to mend", () => {
    fc.assert(
      fc.property(fc.anything(), (settings) => {
        try {
          parseOperatorSettings(settings)
        } catch (error) {
          assert.ok(error instanceof SettingError)
        }
      }),
    )
  })
})
