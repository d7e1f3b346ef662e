// A mail server that keeps what it gets in memory, and a page that shows it.
import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { AddressObject } from "mailparser"
import { simpleParser } from "mailparser"
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server"
import { inboxListener } from "./inbox-page.mts"
import { host } from "./ports.mts"

export type Mail = {
  id: number
  receivedAt: string
  from: string
  /** The recipients of the envelope: whom the mail reached, whatever its header says. */
  to: string[]
  subject: string
  text: string
  html: string | null
}

/** Newest first. */
export type Mailbox = { readonly mails: readonly Mail[] }

export type Inbox = Mailbox & AsyncDisposable

const maxMails = 200
const maxMailBytes = 1024 * 1024

export async function startInbox(ports: { inbox: number; smtp: number }): Promise<Inbox> {
  const mails: Mail[] = []
  const smtp = createSmtpServer((mail) => {
    mails.unshift({ id: (mails[0]?.id ?? 0) + 1, ...mail })
    mails.length = Math.min(mails.length, maxMails)
  })
  const page = createServer(inboxListener({ mails }))
  smtp.listen(ports.smtp, host)
  page.listen(ports.inbox, host)
  await Promise.all([once(smtp.server, "listening"), once(page, "listening")])
  return {
    mails,
    async [Symbol.asyncDispose]() {
      await Promise.all([new Promise<void>((resolve) => smtp.close(resolve)), close(page)])
    },
  }
}

/** Takes any login, as the mails go nowhere. */
function createSmtpServer(keep: (mail: Omit<Mail, "id">) => void): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    size: maxMailBytes,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? "anyone" }),
    onData: (stream, session, done) => {
      receive(stream, session).then(
        (mail) => {
          keep(mail)
          done()
        },
        (error) => done(error),
      )
    },
  })
  // A client that breaks off is its own business.
  server.on("error", () => {})
  return server
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Omit<Mail, "id">> {
  const parsed = await simpleParser(await readAtMost(stream, maxMailBytes))
  return {
    receivedAt: new Date().toISOString(),
    from: addresses(parsed.from),
    to: session.envelope.rcptTo.map(({ address }) => address),
    subject: parsed.subject ?? "",
    text: parsed.text ?? "",
    html: parsed.html || null,
  }
}

/** The server announces its limit but leaves it to the listener to stop at it. */
async function readAtMost(stream: SMTPServerDataStream, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.length
    if (length <= limit) chunks.push(chunk)
  }
  if (length > limit) throw Object.assign(new Error("Message too big"), { responseCode: 552 })
  return Buffer.concat(chunks)
}

function addresses(field: AddressObject | undefined): string {
  return field?.text ?? ""
}

async function close(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, "close")
}
