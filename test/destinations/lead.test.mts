// A lead from a QR code goes two ways, into HubSpot and to sales: both once, whichever of them fails.
import assert from "node:assert/strict"
import { SmtpServer } from "../support/mail-servers.mts"
import { versions } from "../support/node-red.mts"
import { hubSpot } from "./crm-vendors.mts"
import { movedTo } from "./filled-in.mts"
import { HostedCrm } from "./hosted-crm.mts"
import { MailStage } from "./mail-stage.mts"

const number = "CRM/09"
const sales = "sales@example.com"
const lead = { event: "LEAD_CREATED", code: "https://qr.example/AbC1", name: "Ugo <b>Neri</b>" }

for (const version of versions) {
  describe(`a lead from a QR code, in Node-RED ${version}`, function () {
    this.timeout(90_000)
    let crm: HostedCrm
    let stage: MailStage
    before(async () => {
      crm = await HostedCrm.start(hubSpot.calls)
      stage = await MailStage.start(version, new SmtpServer(), (nodes) => movedTo(crm.origin, nodes))
    })
    after(async () => {
      await stage?.end()
      await crm?.stop()
    })

    it("becomes a contact, and sales get a mail that they can answer", async () => {
      await stage.qr(number, { ...lead, email: "Ugo@Example.com" })
      const { subject, text, html, replyTo } = await stage.mailTo(sales)
      assert.equal(subject, "New lead from a QR code")
      assert.equal(replyTo, "ugo@example.com")
      assert.match(
        text,
        /^Ugo <b>Neri<\/b>, ugo@example\.com\n\nLeft behind the code https:\/\/qr\.example\/AbC1\n/,
      )
      assert.match(html, /Ugo &lt;b&gt;Neri&lt;/)
      await stage.nodeRed.take(`${number} Written`)
      assert.deepEqual(crm.problems, [])
      const properties = { email: "ugo@example.com", lastname: "Ugo <b>Neri</b>" }
      const input = { idProperty: "email", id: "ugo@example.com", properties }
      assert.deepEqual(crm.contacts.get("ugo@example.com"), { inputs: [input] })
    })

    it("is one mail and one contact also when HubSpot fails first, and when the mail server does", async () => {
      crm.answerInstead({ status: 500, body: { status: "error" } })
      await stage.qr(number, { ...lead, email: "vera@example.com" })
      await failed("HubSpot answered 500")
      await stage.nodeRed.take(`${number} Mailed already`)
      await stage.nodeRed.take(`${number} Written`)
      assert.equal(stage.mailsTo(sales).length, 2)

      await stage.server.stop()
      await stage.qr(number, { ...lead, email: "zeno@example.com" })
      await failed("ECONNREFUSED")
      await stage.startServer()
      assert.match((await stage.mailTo(sales, 3)).text, /zeno@example\.com/)
      assert.deepEqual([...crm.contacts.keys()], ["ugo@example.com", "vera@example.com", "zeno@example.com"])
      assert.deepEqual(crm.problems, [])
    })

    it("without an address is left alone, as is what is no lead", async () => {
      await stage.qr(number, { ...lead, email: "not an address" })
      await stage.nodeRed.take(`${number} No address, nothing done`)
      await stage.qr(number, { event: "QR_CODE_SCANNED", code: lead.code, email: "account@example.com" })
      await stage.qr(number, { ...lead, email: "last@example.com" })
      await stage.mailTo(sales, 4)
      assert.equal(crm.contacts.has("account@example.com"), false)
    })

    async function failed(reason: string): Promise<void> {
      await stage.nodeRed.take(`${number} What went wrong`, ({ json }) => json.includes(reason))
    }
  })
}
