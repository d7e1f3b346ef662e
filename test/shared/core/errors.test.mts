// The answers of section 4 of the design, by code.
import assert from "node:assert/strict"
import { type ErrorCode, HTTP_STATUS, SettingError, WebhookError } from "../../../dist/shared/core/errors.js"

const answers: Record<number, ErrorCode[]> = {
  400: [
    "invalid-json",
    "not-an-object",
    "empty-body",
    "invalid-parameters",
    "invalid-compression",
    "body-aborted",
  ],
  401: ["unauthorized"],
  405: ["method-not-allowed"],
  413: ["body-too-large", "too-many-fields"],
  415: ["unsupported-content-type", "unsupported-encoding"],
  503: ["store-unavailable", "store-full", "shutting-down"],
}

describe("an error that answers a request", () => {
  for (const [status, codes] of Object.entries(answers)) {
    for (const code of codes) {
      it(`${code} is a ${status}`, () => assert.equal(new WebhookError(code).status, Number(status)))
    }
  }

  it("has no status that an unread event could be lost by: never 2xx, never a redirect", () => {
    for (const status of Object.values(HTTP_STATUS)) assert.ok(status >= 400)
  })

  it("keeps the finer reason for the operator apart from the code for the sender", () => {
    const error = new WebhookError("unauthorized", "signature-mismatch", { cause: "why" })
    assert.equal(error.code, "unauthorized")
    assert.equal(error.reason, "signature-mismatch")
    assert.equal(error.cause, "why")
    assert.equal(new WebhookError("store-full").reason, "store-full")
  })
})

describe("an error of a setting", () => {
  it("carries the key of its text and what fills it", () => {
    const error = new SettingError("setting-invalid", { field: "amount" })
    assert.equal(error.code, "setting-invalid")
    assert.deepEqual(error.parameters, { field: "amount" })
  })
})
