// Telegram messages through a bot, against core.telegram.org/bots/api: "Making requests", sendMessage and
// ResponseParameters.
import assert from "node:assert/strict"
import { HttpService, type ServiceAnswer, type ServiceRequest } from "../support/http-service.mts"
import { type Version, versions } from "../support/node-red.mts"
import { purple, purpleVisit } from "../support/senders.mts"
import { itComesAgain } from "./http-destinations.mts"
import { RunningExample } from "./running.mts"

const token = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"
const chat = "-1001234567890"

describe("Telegram message for every first visit", function () {
  this.timeout(60_000)
  for (const version of versions) describe(`in Node-RED ${version}`, () => messages(version))
})

function refusal(code: number, description: string, parameters?: object): ServiceAnswer {
  return {
    status: code,
    body: { ok: false, error_code: code, description, ...(parameters && { parameters }) },
  }
}

function telegram({ method, url, headers, body }: ServiceRequest): ServiceAnswer {
  if (method !== "POST" || url !== `/bot${token}/sendMessage`) return refusal(401, "Unauthorized")
  const message = /^application\/json/.test(headers["content-type"] ?? "") ? JSON.parse(body) : {}
  if (message.chat_id !== chat) return refusal(400, "Bad Request: chat not found")
  if (!message.text) return refusal(400, "Bad Request: message text is empty")
  return { status: 200, body: { ok: true, result: { message_id: 7, text: message.text } } }
}

function messages(version: Version): void {
  let service: HttpService
  let running: RunningExample
  let count = 0
  before(async () => {
    service = await HttpService.start(telegram)
    const services = { "https://api.telegram.org": service.origin }
    const environment = { TELEGRAM_BOT_TOKEN: token, TELEGRAM_CHAT_ID: chat }
    running = await RunningExample.start("Messaging/02", { version, environment, services })
  })
  after(async () => {
    await running?.stop()
    await service?.stop()
  })

  async function visit(name: string, visits?: number): Promise<void> {
    const user = { firstName: name, visitCountsForVenues: { 2: visits ?? 1 } }
    const body = JSON.stringify(purpleVisit(user, 1_900_000_000 + count++))
    assert.equal((await running.post("purple in", purple.authentic(body))).status, 200)
  }

  it("says who is here and where, as plain text", async () => {
    await visit("<b>Ana</b> *_[x](http://x.example)")
    await running.shown("Posted")
    const message = JSON.parse(service.requests.at(-1)?.body ?? "")
    assert.deepEqual(message, {
      chat_id: chat,
      text: "<b>Ana</b> *_[x](http://x.example) is here for the first time: Venue",
    })
  })

  it("is not sent for a second visit", async () => {
    const sent = service.requests.length
    await visit("Bruno", 2)
    await visit("Carla")
    await running.shown("Posted")
    assert.equal(service.requests.length, sent + 1)
  })

  itComesAgain({ running: () => running, service: () => service, event: visit, taken: "Posted" }, [
    [refusal(429, "Too Many Requests: retry after 1", { retry_after: 1 }), /429.*retry after 1/],
    [refusal(400, "Bad Request: chat not found"), /chat not found/],
    [refusal(502, "Bad Gateway"), /502/],
  ])
}
