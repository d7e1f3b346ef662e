// The inbox of npm start: mails come in by SMTP and are shown in a browser, where a mail can do no harm.
import assert from "node:assert/strict"
import { type Inbox, type Mail, startInbox } from "../../scripts/start/inbox.mts"
import { send } from "../support/http.mts"
import { freePorts } from "./free-ports.mts"
import { sendMail } from "./smtp-client.mts"

function message(subject: string, body: string, type = "text/plain"): string {
  return [
    "From: Sender <sender@example.com>",
    "To: somebody-else@example.com",
    `Subject: ${subject}`,
    `Content-Type: ${type}; charset=utf-8`,
    "",
    body,
  ].join("\r\n")
}

describe("the inbox", () => {
  let ports: { inbox: number; smtp: number }
  let inbox: Inbox
  beforeEach(async () => {
    const [smtp = 0, page = 0] = await freePorts(2)
    ports = { smtp, inbox: page }
    inbox = await startInbox(ports)
  })
  afterEach(() => inbox[Symbol.asyncDispose]())

  const url = (path: string) => `http://127.0.0.1:${ports.inbox}${path}`

  it("lists mails newest first, by whom they reached rather than what they say", async () => {
    await sendMail(ports.smtp, "ana@example.com", message("First", "Hello"))
    await sendMail(ports.smtp, "bruno@example.com", message("Second", "Hello"))
    const { json, headers } = await send(url("/mails.json"), { method: "GET" })
    assert.match(String(headers["content-type"]), /^application\/json/)
    assert.deepEqual(
      mailsIn(json).map(({ to, subject }) => [to, subject]),
      [
        [["bruno@example.com"], "Second"],
        [["ana@example.com"], "First"],
      ],
    )
  })

  it("shows on its page what a mail says, as text", async () => {
    const attack = `<script>alert(1)</script>"><img src=x onerror=alert(1)>`
    await sendMail(ports.smtp, "ana@example.com", message(attack, attack))
    const { text } = await send(url("/"), { method: "GET" })
    assert.doesNotMatch(text, /<script|<img/)
    assert.match(text, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
  })

  it("shows a mail in HTML in a frame that can run, load and send nothing", async () => {
    await sendMail(ports.smtp, "ana@example.com", message("HTML", `<b>Hi</b>" onload="alert(1)`, "text/html"))
    const { text, headers } = await send(url("/"), { method: "GET" })
    assert.match(text, /<iframe sandbox="" [^>]*srcdoc="&lt;b&gt;Hi&lt;\/b&gt;&quot; onload=&quot;alert\(1\)/)
    assert.match(String(headers["content-security-policy"]), /^default-src 'none';/)
  })

  it("refuses a mail that is too long, and goes on", async () => {
    const long = message("Long", `${"x".repeat(70)}\r\n`.repeat(16_000))
    assert.match(await sendMail(ports.smtp, "ana@example.com", long), /^552 /)
    assert.match(await sendMail(ports.smtp, "ana@example.com", message("Short", "Hello")), /^250 /)
    assert.deepEqual(
      inbox.mails.map(({ subject }) => subject),
      ["Short"],
    )
  })

  it("keeps the newest two hundred mails", async () => {
    const some = Array.from({ length: 5 }, () => message("An old one", "Hello"))
    const more = Array.from({ length: 200 }, () => message("A new one", "Hello"))
    for (const batch of [some, more]) {
      await Promise.all(batch.map((mail) => sendMail(ports.smtp, "ana@example.com", mail)))
    }
    assert.deepEqual(
      inbox.mails.map(({ subject }) => subject),
      more.map(() => "A new one"),
    )
  }).timeout(20_000)

  it("only shows: nothing can be posted, and nothing else is there", async () => {
    assert.equal((await send(url("/"), { body: "x" })).status, 405)
    assert.equal((await send(url("/etc/passwd"), { method: "GET" })).status, 404)
  })
})

function mailsIn(json: unknown): Mail[] {
  assert.ok(Array.isArray(json))
  return json
}
