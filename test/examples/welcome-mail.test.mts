// The flagship: one welcome mail per guest and day, to those who agreed, through a real mail server.
import assert from "node:assert/strict"
import { type Inbox, type Mail, startInbox } from "../../scripts/start/inbox.mts"
import { freePorts } from "../start/free-ports.mts"
import { send } from "../support/http.mts"
import { type FlowNode, NodeRed, type Version, versions } from "../support/node-red.mts"
import { beamRequest, cloud4wi, purple, purpleVisit, qr } from "../support/senders.mts"
import { until } from "../support/until.mts"
import { credentialsOf, exampleOf, pathIn, withCollectors } from "./examples.mts"

const noon = Date.UTC(2030, 0, 15, 12) / 1000
const midnight = noon + 12 * 3600
let newcomers = 0

describe("the welcome mail", function () {
  this.timeout(40_000)
  for (const version of versions) describe(`in Node-RED ${version}`, () => mails(version))
})

interface Contact {
  email?: string
  firstname?: string
  lastname?: string
  phone?: string
  marketing?: unknown
}

function mails(version: Version): void {
  let inbox: Inbox | undefined
  let nodeRed: NodeRed
  before(async () => {
    const [smtp = 0, page = 0] = await freePorts(2)
    inbox = await startInbox({ smtp, inbox: page })
    Object.assign(process.env, { SMTP_HOST: "127.0.0.1", SMTP_PORT: String(smtp) })
    const flows = withCollectors(exampleOf("01")).map(inUtc)
    nodeRed = await NodeRed.start({ version, flows, credentials: credentialsOf(flows) })
  })
  after(async () => {
    await nodeRed?.stop()
    await stopMailServer()
    delete process.env.SMTP_HOST
    delete process.env.SMTP_PORT
  })

  async function post(type: string, request: Parameters<typeof send>[1]): Promise<unknown> {
    const answer = await send(nodeRed.url(pathIn("01", type)), request)
    assert.equal(answer.status, 200, answer.text)
    return answer.json
  }

  function login(contact: Contact, seconds = noon): Promise<unknown> {
    const event = { type: "login", nonce: null, timestamp: seconds }
    return post("cloud4wi in", cloud4wi.authentic(JSON.stringify({ contact, event })))
  }

  async function stopMailServer(): Promise<void> {
    await inbox?.[Symbol.asyncDispose]()
    inbox = undefined
  }

  function sentTo(email: string): number {
    return inbox?.mails.filter(({ to }) => to.includes(email)).length ?? 0
  }

  async function mailTo(email: string, count = 1): Promise<Mail> {
    await until(() => sentTo(email) >= count, `no mail to ${email}`)
    const mail = inbox?.mails.find(({ to }) => to.includes(email))
    assert.ok(mail)
    return mail
  }

  /** Whatever was to be mailed before has been once somebody new has got a mail. */
  async function allIsMailed(): Promise<void> {
    newcomers += 1
    const email = `newcomer-${newcomers}@example.com`
    await login({ email, marketing: true })
    await mailTo(email)
  }

  it("reaches a guest who agreed, at the address given and from the account's", async () => {
    await login({ email: "ana@example.com", firstname: "Ana", lastname: "Díaz", marketing: true })
    const mail = await mailTo("ana@example.com")
    assert.deepEqual(mail.to, ["ana@example.com"])
    assert.equal(mail.from, "account@example.com")
    assert.match(mail.text, /^Hello Ana Díaz,/)
    assert.match(mail.html ?? "", /<p>Hello Ana Díaz,<\/p>/)
  })

  it("is not sent again for a repeated webhook, nor for another login on the same day", async () => {
    const contact = { email: "bruno@example.com", marketing: true }
    await login(contact)
    assert.equal(JSON.stringify(await login(contact)).includes('"duplicate":true'), true)
    await login(contact, noon + 60)
    await nodeRed.take("01 Had it today already")
    await allIsMailed()
    assert.equal(sentTo("bruno@example.com"), 1)
  })

  it("comes again on the next day", async () => {
    const contact = { email: "carla@example.com", marketing: true }
    await login(contact)
    await login(contact, midnight)
    await mailTo(contact.email, 2)
  })

  it("is the same guest's on every platform", async () => {
    const body = JSON.stringify({
      id: "1",
      email: "Dora@Example.com",
      registered_at: "2030-01-15 12:10:00",
    })
    await login({ email: "dora@example.com", marketing: true })
    await post("beam in", beamRequest(body, "subscriber.create"))
    await nodeRed.take("01 Had it today already")
    await allIsMailed()
    assert.equal(sentTo("dora@example.com"), 1)
  })

  for (const marketing of [false, null, "yes, please", undefined]) {
    it(`is not sent to a guest whose consent is ${JSON.stringify(marketing)}`, async () => {
      const email = `no-${typeof marketing}@example.com`
      await login({ email, marketing })
      await nodeRed.take("01 No consent, no mail")
      await allIsMailed()
      assert.equal(sentTo(email), 0)
    })
  }

  it("is not sent where the platform says nothing of consent", async () => {
    const lead = new URLSearchParams({
      event: "LEAD_CREATED",
      email: "qr@example.com",
      timestamp: String(noon),
    })
    await post(
      "purple in",
      purple.authentic(JSON.stringify(purpleVisit({ email: "purple@example.com" }, noon))),
    )
    await nodeRed.take("01 No consent, no mail")
    await post("qr webhook in", qr.authentic(lead.toString()))
    await nodeRed.take("01 No consent, no mail")
    await allIsMailed()
    assert.equal(sentTo("purple@example.com") + sentTo("qr@example.com"), 0)
  })

  it("is not tried without an address", async () => {
    await login({ phone: "+14156234284", marketing: true })
    await nodeRed.take("01 No address, no mail")
  })

  it("is not changed by what a guest typed into the name", async () => {
    const email = "mallory@example.com"
    const name = "<b>Mallory</b><img src=x>\r\nBcc: eve@example.com\r\n\r\n{{payload.id}}"
    await login({ email, firstname: name, marketing: true })
    const mail = await mailTo(email)
    assert.deepEqual(mail.to, [email])
    assert.match(mail.html ?? "", /&lt;b&gt;Mallory/)
    assert.doesNotMatch(mail.html ?? "", /<b>|<img/)
    assert.match(mail.text, /\{\{payload\.id\}\}/)
    await allIsMailed()
    assert.equal(sentTo("eve@example.com"), 0)
  })

  it("is shown as failed when the mail server is away", async () => {
    await stopMailServer()
    await login({ email: "unlucky@example.com", marketing: true })
    const { json } = await nodeRed.take("01 What went wrong")
    assert.match(json, /ECONNREFUSED/)
  })
}

/** With days that begin at the same time wherever the tests run. */
function inUtc(node: FlowNode): FlowNode {
  return node.type === "dedupe" ? { ...node, timezone: "UTC" } : node
}
