import assert from "node:assert/strict"
import { load } from "../editor/load.mts"
import { fixtures } from "../fixtures/index.mts"

const { fieldsOf } = await load<typeof import("../../nodes/sidebar/fields.ts")>("fields", "sidebar")

describe("an event as a list of fields", () => {
  it("names each as a flow does, in order, without what is unknown or empty", () => {
    const event = {
      type: "guest.connected",
      guest: { email: "ana@example.com", phone: null, visits: [{ venueId: "7", count: 2 }], social: {} },
      consent: { marketing: false, items: [] },
      venue: { name: "", latitude: 0 },
    }
    assert.deepEqual(fieldsOf(event), [
      ["type", "guest.connected"],
      ["guest.email", "ana@example.com"],
      ["guest.visits[0].venueId", "7"],
      ["guest.visits[0].count", "2"],
      ["consent.marketing", "false"],
      ["venue.latitude", "0"],
    ])
  })

  it("leaves nothing out that the vendors' samples say", () => {
    for (const fixture of fixtures) {
      const said: unknown[] = []
      JSON.stringify(fixture.expected(), (_name, value) => {
        if (typeof value !== "object" && value !== "") said.push(value)
        return value
      })
      assert.equal(fieldsOf(fixture.expected()).length, said.length, fixture.name)
    }
  })
})
