// From where an in-node takes requests: addresses and networks, as they are typed into its dialog.
import assert from "node:assert/strict"
import type { z } from "zod"
import { addressListSetting } from "../../../dist/shared/core/addresses.js"
import { SettingError } from "../../../dist/shared/core/errors.js"
import { inNodeSettings, parseSettings } from "../../../dist/shared/core/settings.js"

function list(text: string): NonNullable<z.infer<typeof addressListSetting>> {
  const addresses = addressListSetting.parse(text)
  assert.ok(addresses)
  return addresses
}

describe("a list of allowed addresses", () => {
  it("is none where nothing was entered", () => {
    for (const text of [undefined, null, "", " \n "]) assert.equal(addressListSetting.parse(text), null)
  })

  const cases: [text: string, within: string[], outside: string[]][] = [
    ["192.0.2.7", ["192.0.2.7"], ["192.0.2.8", "::1", ""]],
    ["192.0.2.0/24\n198.51.100.1", ["192.0.2.255", "198.51.100.1"], ["192.0.3.0", "198.51.100.2"]],
    [" 10.0.0.0/8 , 2001:db8::/32 ", ["10.255.0.1", "2001:db8:ffff::1"], ["11.0.0.1", "2001:db9::1"]],
    ["2001:DB8::1", ["2001:db8:0:0:0:0:0:1"], ["2001:db8::2"]],
    ["0.0.0.0/0", ["203.0.113.9"], ["2001:db8::1"]],
    ["::/0", ["2001:db8::1"], []],
  ]
  for (const [text, within, outside] of cases) {
    it(`${JSON.stringify(text)} has ${within} and not ${outside.map((address) => address || "an empty one")}`, () => {
      const addresses = list(text)
      for (const address of within) assert.equal(addresses.has(address), true, address)
      for (const address of outside) assert.equal(addresses.has(address), false, address)
    })
  }

  for (const wrong of [
    "192.0.2",
    "192.0.2.256",
    "192.0.2.0/33",
    "192.0.2.0/",
    "1.2.3.4/8/8",
    "example.com",
    "::/129",
  ]) {
    it(`cannot have ${wrong}, and the error names it`, () => {
      assert.throws(
        () => parseSettings(inNodeSettings, { path: "/hook", allow: `10.0.0.1\n${wrong}` }),
        (error) =>
          error instanceof SettingError &&
          error.code === "address-invalid" &&
          error.parameters.address === wrong,
      )
    })
  }
})
