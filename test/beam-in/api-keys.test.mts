// One key is changed and the others stay, though nothing that is stored ever comes back to the browser.
import assert from "node:assert/strict"
import { changedKeys, enteredKeys, mergeApiKeys } from "../../dist/beam-in/api-keys.js"
import { settings, settleApiKeys } from "../../dist/beam-in/schema.js"

const stored = { a: "key a", b: "key b" }

describe("BEAM's API keys", () => {
  it("that were entered are told from rows left empty", () => {
    const rows = [
      { id: "a", key: " one\ntwo " },
      { id: "b", key: " " },
    ]
    assert.deepEqual(enteredKeys(rows), { a: "one\ntwo" })
  })

  it("that are changed are told from those that stay and those whose row is gone", () => {
    const rows = [
      { id: "a", key: "" },
      { id: "c", key: "new" },
    ]
    assert.deepEqual(changedKeys(rows, ["a", "b"]), { b: null, c: "new" })
  })

  it("change one by one", () => {
    assert.deepEqual(mergeApiKeys(stored, { b: "new" }), { a: "key a", b: "new" })
    assert.deepEqual(mergeApiKeys(stored, { c: "new", a: null }), { b: "key b", c: "new" })
    assert.deepEqual(mergeApiKeys(stored, {}), stored)
  })

  it("are never all taken away with their rows: the node would believe everybody", () => {
    assert.deepEqual(mergeApiKeys(stored, { a: null, b: null }), stored)
  })

  it("hold with their changes from the first start on, before anything is written again", () => {
    const node = {
      path: "/beam",
      webhooks: [{ id: "a" }, { id: "b" }],
      apiKeys: JSON.stringify(stored),
      apiKeyChanges: '{"b":"new"}',
    }
    assert.deepEqual(
      settings.parse(node).webhooks.map(({ keys }) => keys),
      [["key a"], ["new"]],
    )
  })

  it("are settled once, and tell the dialog which rows have one, and no more", () => {
    const settled = settleApiKeys({ apiKeys: JSON.stringify(stored), apiKeyChanges: '{"b":"new"}' })
    assert.deepEqual(settled, { apiKeys: '{"a":"key a","b":"new"}', keyedRows: "a b" })
    assert.equal(settleApiKeys(settled ?? {}), undefined)
  })

  it("that cannot be read are left alone", () => {
    assert.equal(settleApiKeys({ apiKeys: "not JSON" }), undefined)
    assert.equal(settleApiKeys({ apiKeys: "{}", apiKeyChanges: "[]" }), undefined)
  })
})
