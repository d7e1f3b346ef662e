// Slack messages through an incoming webhook, against docs.slack.dev: "Sending messages using incoming webhooks",
// "Formatting message text" and "Rate limits".
import assert from "node:assert/strict"
import { HttpService, type ServiceAnswer, type ServiceRequest } from "../support/http-service.mts"
import { type Version, versions } from "../support/node-red.mts"
import { qr } from "../support/senders.mts"
import { failure, itComesAgain } from "./http-destinations.mts"
import { RunningExample } from "./running.mts"

const path = "/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"

describe("Slack message for every lead", function () {
  this.timeout(60_000)
  for (const version of versions) describe(`in Node-RED ${version}`, () => messages(version))
})

function slack({ method, url, headers, body }: ServiceRequest): ServiceAnswer {
  if (method !== "POST" || url !== path) return { status: 404, body: "no_service" }
  const text = /^application\/json/.test(headers["content-type"] ?? "") && JSON.parse(body).text
  return typeof text === "string" && text !== ""
    ? { status: 200, body: "ok" }
    : { status: 400, body: "no_text" }
}

function messages(version: Version): void {
  let service: HttpService
  let running: RunningExample
  let count = 0
  before(async () => {
    service = await HttpService.start(slack)
    const environment = { SLACK_WEBHOOK_URL: service.origin + path }
    running = await RunningExample.start("Messaging/01", { version, environment })
  })
  after(async () => {
    await running?.stop()
    await service?.stop()
  })

  async function lead(name: string, event = "LEAD_CREATED"): Promise<void> {
    const parameters = { event, timestamp: String(1_900_000_000 + count++), code: "https://qr.example/t1" }
    const body = new URLSearchParams({ ...parameters, name, email: "ana@example.com" }).toString()
    assert.equal((await running.post("qr webhook in", qr.authentic(body))).status, 200)
  }

  function lastText(): unknown {
    return JSON.parse(service.requests.at(-1)?.body ?? "").text
  }

  it("says who it is", async () => {
    await lead("Ana Díaz")
    await running.shown("Posted")
    assert.equal(lastText(), "New lead: Ana Díaz, ana@example.com (https://qr.example/t1)")
  })

  it("calls nobody, whatever the lead's name is", async () => {
    await lead("<!channel> & <@U1|x>")
    await running.shown("Posted")
    assert.match(String(lastText()), /&lt;!channel&gt; &amp; &lt;@U1\|x&gt;/)
    assert.doesNotMatch(String(lastText()), /[<>]/)
  })

  it("is not sent for anything else", async () => {
    const sent = service.requests.length
    await lead("Nobody", "QR_CODE_SCANNED")
    await lead("Bruno")
    await running.shown("Posted")
    assert.equal(service.requests.length, sent + 1)
  })

  itComesAgain({ running: () => running, service: () => service, event: lead, taken: "Posted" }, [
    [{ status: 429, headers: { "retry-after": "1" }, body: "rate_limited" }, /Slack answered 429/],
    [{ status: 403, body: "action_prohibited" }, /403: "action_prohibited"/],
    [{ status: 500, body: "rollup_error" }, /500: "rollup_error"/],
  ])

  it("waits as long as Slack says", async () => {
    service.refuseOnce("Patient", { status: 429, headers: { "retry-after": "6" }, body: "rate_limited" })
    const start = Date.now()
    await lead("Patient")
    await failure(running)
    // Not the five seconds it waits when Slack does not say.
    assert.ok(Date.now() - start >= 6000)
  })
}
