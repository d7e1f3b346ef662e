// The pages of docs/ say what the code does.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { eventPage, eventPageFile } from "../../scripts/docs/event-page.mts"

const committed = readFileSync(eventPageFile, "utf8")

describe("docs/event.md", () => {
  it("is what npm run docs writes", () => assert.equal(eventPage(committed), committed))

  it("cannot leave a field of the schema unexplained", () => {
    const schema = { type: "object", properties: { mood: { type: "string" } } }
    assert.throws(() => eventPage(committed, schema), /lacks mood/)
  })
})
