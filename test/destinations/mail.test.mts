// The flows that send mails: to whom, once, with what in it, and what becomes of it when the mail server fails.
import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { renameSync } from "node:fs"
import { join } from "node:path"
import { pathIn, secretNamed } from "../examples/examples.mts"
import { type Answer, send } from "../support/http.mts"
import { Aiosmtpd, type MailServer, SmtpServer } from "../support/mail-servers.mts"
import type { Version } from "../support/node-red.mts"
import { beamRequest } from "../support/senders.mts"
import { until } from "../support/until.mts"
import { MailStage } from "./mail-stage.mts"

const stages: readonly (readonly [Version, string, () => MailServer, isThere: () => boolean])[] = [
  ["5", "smtp-server", () => new SmtpServer(), () => true],
  ["4", "aiosmtpd", () => new Aiosmtpd(), Aiosmtpd.isInstalled],
]

const day = 24 * 3600
const staff = "staff@example.com"
const secret = secretNamed("OPT_IN_SECRET")

for (const [version, name, create, isThere] of stages) {
  describe(`the flows that send mails, in Node-RED ${version} with ${name}`, function () {
    this.timeout(90_000)
    let stage: MailStage
    before(async function () {
      if (!isThere() && !process.env.CI) this.skip()
      stage = await MailStage.start(version, create())
    })
    after(() => stage?.end())

    describe("fifth visit and birthday", () => returnMails(() => stage))
    describe("digest", () => digest(() => stage))
    describe("alert of a voucher that is used up", () => alert(() => stage))
    describe("double opt-in", () => doubleOptIn(() => stage))
    describe("when the mail server fails", () => failingServer(() => stage))
  })
}

function returnMails(stage: () => MailStage): void {
  const number = "E-mail/01"

  it("thanks on the fifth visit, once, and says which one it is", async () => {
    const guest = { email: "ana@example.com", firstname: "Ana", lastname: "<b>Díaz</b>", marketing: true }
    for (const visitCount of [4, 5, 6]) await stage().cloud4wi(number, { ...guest, metrics: { visitCount } })
    const { subject, text, html } = await stage().mailTo(guest.email)
    assert.equal(subject, "Nice to see you again")
    assert.match(text, /^Hello Ana <b>Díaz<\/b>,\n\nthis is your visit number 5\./)
    assert.match(html, /Hello Ana &lt;b&gt;Díaz/)
  })

  it("wishes a happy birthday on the day, once a year", async () => {
    const guest = { email: "bruno@example.com", marketing: true, birthday: "1990-07-14" }
    const noon = Date.UTC(2030, 6, 14, 12) / 1000
    for (const seconds of [noon - day, noon, noon + 60, noon + day, noon + 365 * day])
      await stage().cloud4wi(number, guest, "login", seconds)
    const { subject } = await stage().mailTo(guest.email, 2)
    assert.equal(subject, "Happy birthday!")
    assert.equal(stage().mailsTo(guest.email).length, 2)
  })

  it("mails nobody who has not agreed", async () => {
    const guest = { email: "carla@example.com", metrics: { visitCount: 5 } }
    await stage().cloud4wi(number, guest)
    await stage().cloud4wi(number, { ...guest, marketing: false })
    await stage().nodeRed.take(`${number} No consent, no mail`)
    await stage().nodeRed.take(`${number} No consent, no mail`)
    assert.equal(stage().mailsTo(guest.email).length, 0)
  })
}

function digest(stage: () => MailStage): void {
  const number = "E-mail/02"

  it("lists the day's sign-ups of every platform, each once, and is sent once", async () => {
    await stage().cloud4wi(
      number,
      { email: "dora@example.com", firstname: "Dora", lastname: '"<i>"' },
      "signup",
    )
    await stage().cloud4wi(number, { email: "not-new@example.com" }, "login")
    const body = JSON.stringify({ id: "7", email: "elio@example.com", registered_at: "2030-01-15 12:10:00" })
    await stage().post(number, "beam in", beamRequest(body, "customer.create"))
    await stage().post(number, "beam in", beamRequest(body, "customer.create"))
    await stage().purple(number, { email: "fabio@example.com", visitCountForVenues: { 2: 1 } })
    await stage().purple(number, { email: "often-here@example.com", visitCountForVenues: { 2: 9 } })
    await collected(3)
    await morning()
    const { subject, text, html } = await stage().mailTo(staff)
    assert.match(subject, /^Wi-Fi sign-ups on \d{4}-\d\d-\d\d: 3$/)
    for (const guest of ["dora@example.com", "elio@example.com", "fabio@example.com"]) {
      assert.ok(text.includes(guest), guest)
      assert.ok(html.includes(`<td>${guest}</td>`), guest)
    }
    assert.match(html, /<td>Dora &quot;&lt;i&gt;&quot;<\/td>/)
    assert.doesNotMatch(text, /not-new|often-here/)
    await until(() => stage().linesOf(yesterday).length === 0, "the mailed file is still there")
  })

  it("keeps the day's sign-ups when the mail server is away, and mails them when it is back", async () => {
    const before = stage().mailsTo(staff).length
    await stage().server.stop()
    await stage().cloud4wi(number, { email: "gina@example.com", firstname: "Gina" }, "signup")
    await collected(1)
    await morning("the day before yesterday")
    await stage().nodeRed.take(`${number} What went wrong`, ({ json }) => json.includes("ECONNREFUSED"))
    await stage().startServer()
    await stage().click(number, "From 7 to 23 o'clock, every hour")
    assert.match((await stage().mailTo(staff, before + 1)).text, /gina@example\.com/)
    assert.equal(stage().mailsTo(staff).length, before + 1)
  })

  const today = join("sign-ups", `${localDay(0)}.jsonl`)
  const yesterday = join("sign-ups", `${localDay(1)}.jsonl`)

  async function collected(count: number): Promise<void> {
    await until(() => stage().linesOf(today).length === count, `not ${count} sign-ups in the day's file`)
  }

  /** The file as it is on another day, when the clock strikes. */
  async function morning(file = "yesterday"): Promise<void> {
    const target = file === "yesterday" ? yesterday : join("sign-ups", `${localDay(2)}.jsonl`)
    renameSync(join(stage().folder, today), join(stage().folder, target))
    await stage().click(number, "From 7 to 23 o'clock, every hour")
  }
}

/** As the flow names its files. */
function localDay(daysAgo: number): string {
  const date = new Date()
  date.setDate(date.getDate() - daysAgo)
  return new Intl.DateTimeFormat("sv-SE").format(date)
}

function alert(stage: () => MailStage): void {
  const number = "E-mail/03"

  it("goes to the staff once for each code and hour, and only when a quota is reached", async () => {
    const before = stage().mailsTo(staff).length
    const redeemed = { event: "VOUCHER_REDEEMED", type: "UNIQUEIP", title: "Spritz & <chips>" }
    await stage().qr(number, { ...redeemed, code: "https://qr.example/a", status: "SUCCESS" })
    for (const code of ["a", "a", "a", "b"])
      await stage().qr(number, { ...redeemed, code: `https://qr.example/${code}`, status: "QUOTA_EXCEEDED" })
    await stage().mailTo(staff, before + 2)
    await stage().nodeRed.take(`${number} The staff know`)
    await stage().nodeRed.take(`${number} The staff know`)
    const mails = stage().mailsTo(staff).slice(before)
    assert.deepEqual(mails.map(({ text }) => /qr\.example\/./.exec(text)?.[0]).sort(), [
      "qr.example/a",
      "qr.example/b",
    ])
    assert.match(mails[0]?.html ?? "", /Spritz &amp; &lt;chips&gt;/)
    assert.match(mails[0]?.text ?? "", /\(Spritz & <chips>\)/)
  })
}

function doubleOptIn(stage: () => MailStage): void {
  const number = "E-mail/04"
  const email = "hugo@example.com"
  let link: URL

  it("asks a guest once, by a link that is good for this address", async () => {
    await stage().purple(number, { email, firstName: "Hugo" })
    const { text, html } = await stage().mailTo(email)
    const [address = ""] = /https:\/\/wifi\.example\.com\/double-opt-in\?token=\S+/.exec(text) ?? []
    assert.ok(html.includes(`href="${address.replaceAll("=", "&#x3D;").replaceAll("/", "&#x2F;")}"`), html)
    link = new URL(address)
    await stage().purple(number, { email, firstName: "Hugo" })
    await stage().purple(number, { email: "irma@example.com" })
    await stage().mailTo("irma@example.com")
    assert.equal(stage().mailsTo(email).length, 1)
  })

  it("does not ask who has refused", async () => {
    await stage().cloud4wi(number, { email: "no@example.com", marketing: false })
    await stage().cloud4wi(number, { email: "perhaps@example.com" })
    await stage().mailTo("perhaps@example.com")
    assert.equal(stage().mailsTo("no@example.com").length, 0)
  })

  it("takes an opened link for nothing yet, as mail programs open links by themselves", async () => {
    const page = await open(token())
    assert.equal(page.status, 200)
    assert.match(page.text, /May we write to hugo@example\.com\?/)
    assert.match(page.text, /<form method="post">/)
    assert.deepEqual(stage().linesOf("proof.jsonl"), [])
  })

  it("writes down who presses the button, once", async () => {
    for (const _press of [1, 2]) {
      const page = await press(token())
      assert.equal(page.status, 200)
      assert.match(page.text, /We will write to hugo@example\.com/)
    }
    const lines = stage().linesOf("proof.jsonl")
    assert.equal(lines.length, 1)
    const proof = JSON.parse(lines[0] ?? "")
    assert.equal(proof.email, email)
    assert.equal(proof.token, token())
    assert.ok(Math.abs(Date.now() - Date.parse(proof.confirmedAt)) < 60_000)
  })

  it("knows neither a link that was changed, nor an old one, nor one with another secret, nor none", async () => {
    const week = 7 * day * 1000
    const void_ = [
      token().replace(/^./, "X"),
      signed({ email, until: Date.now() - 1 }, secret),
      signed({ email, until: Date.now() + week }, "another secret"),
      signed({ email, until: Date.now() + week }, ""),
      "",
      "a.b.c",
    ]
    for (const one of void_) {
      assert.equal((await open(one)).status, 404, one)
      assert.equal((await press(one)).status, 404, one)
    }
    assert.equal((await send(url(), { method: "GET" })).status, 404)
    assert.equal(stage().linesOf("proof.jsonl").length, 1)
    assert.equal((await open(signed({ email: "<b>@x", until: Date.now() + week }, secret))).status, 200)
  })

  function url(): string {
    return stage().nodeRed.url(pathIn(number, "http in"))
  }

  function token(): string {
    return link.searchParams.get("token") ?? ""
  }

  function open(value: string): Promise<Answer> {
    return send(url(), { method: "GET", query: { token: value } })
  }

  function press(value: string): Promise<Answer> {
    const headers = { "content-type": "application/x-www-form-urlencoded" }
    return send(url(), { headers, body: new URLSearchParams({ token: value }).toString() })
  }
}

function signed(claim: object, key: string): string {
  const body = Buffer.from(JSON.stringify(claim)).toString("base64url")
  return `${body}.${createHmac("sha256", key).update(body).digest("base64url")}`
}

/** All flows at once, as each pause before another try takes seconds. */
function failingServer(stage: () => MailStage): void {
  for (const [what, fail, reason] of [
    ["away", () => stage().server.stop(), /ECONNREFUSED/],
    ["refusing the login", () => refuse(stage()), /Invalid login|Authentication/],
  ] as const) {
    it(`${what}: no mail is lost, and none is sent twice`, async () => {
      await fail()
      const before = stage().mailsTo(staff).length
      const guest = { email: `${what.split(" ")[0]}@example.com`, marketing: true }
      const asked = `asked-${guest.email}`
      await stage().cloud4wi("01", guest)
      await stage().cloud4wi("E-mail/01", { ...guest, metrics: { visitCount: 5 } })
      await stage().purple("E-mail/04", { email: asked })
      await stage().qr("E-mail/03", {
        event: "VOUCHER_REDEEMED",
        status: "QUOTA_EXCEEDED",
        code: guest.email,
      })
      for (const number of ["01", "E-mail/01", "E-mail/03", "E-mail/04"])
        await stage().nodeRed.take(`${number} What went wrong`, ({ json }) => reason.test(json))
      await stage().server.stop()
      await stage().startServer()
      await Promise.all([
        stage().mailTo(guest.email, 2),
        stage().mailTo(asked),
        stage().mailTo(staff, before + 1),
      ])
      await nothingWaits(stage())
      assert.equal(stage().mailsTo(guest.email).length, 2)
      assert.equal(stage().mailsTo(asked).length, 1)
      assert.equal(stage().mailsTo(staff).length, before + 1)
    })
  }
}

async function refuse(stage: MailStage): Promise<void> {
  await stage.server.stop()
  await stage.startServer("another password")
}

/** Whatever was to be tried again has been, once an event of after it has been mailed by each flow. */
async function nothingWaits(stage: MailStage): Promise<void> {
  const email = `after-${stage.server.mails.length}@example.com`
  await stage.cloud4wi("01", { email, marketing: true })
  await stage.cloud4wi("E-mail/01", { email, marketing: true, metrics: { visitCount: 5 } })
  await stage.mailTo(email, 2)
}
