// Two mail servers that have nothing in common but SMTP: both demand a login, can be stopped, and come back.
import { spawnSync } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { type AddressObject, simpleParser } from "mailparser"
import { SMTPServer } from "smtp-server"
import { Program } from "./program.mts"

export interface ReceivedMail {
  /** The envelope's recipients: whom the mail reached, whatever its header says. */
  to: string[]
  from: string
  replyTo: string
  subject: string
  text: string
  html: string
}

export interface MailServer {
  /** All that it has taken, over restarts too, oldest first. */
  readonly mails: readonly ReceivedMail[]
  /** Takes logins with this password alone. */
  start(port: number, password: string): Promise<void>
  stop(): Promise<void>
}

async function read(to: string[], source: Buffer): Promise<ReceivedMail> {
  const { from, replyTo, subject = "", text = "", html } = await simpleParser(source)
  return { to, from: textOf(from), replyTo: textOf(replyTo), subject, text, html: html || "" }
}

function textOf(address: AddressObject | undefined): string {
  return address?.text ?? ""
}

/** The npm package smtp-server, in this process. */
export class SmtpServer implements MailServer {
  readonly mails: ReceivedMail[] = []
  #server: SMTPServer | undefined

  async start(port: number, password: string): Promise<void> {
    this.#server = new SMTPServer({
      allowInsecureAuth: true,
      hideSTARTTLS: true,
      disableReverseLookup: true,
      onAuth: (login, _session, done) =>
        login.password === password ? done(null, { user: "account" }) : done(new Error("Invalid login")),
      onData: (stream, session, done) => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        stream
          .toArray()
          .then((chunks) => read(to, Buffer.concat(chunks)))
          .then((mail) => this.mails.push(mail))
          .then(() => done(), done)
      },
    })
    // A client that breaks off is its own business.
    this.#server.on("error", () => {})
    this.#server.listen(port, "127.0.0.1")
    await once(this.#server.server, "listening")
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    await new Promise<void>((resolve) => (server ? server.close(resolve) : resolve()))
  }
}

/** Debian's, whatever other Python comes first. */
const python = "/usr/bin/python3"

/** Debian's python3-aiosmtpd, in a process of its own; Python's own parser reads the mails. */
export class Aiosmtpd implements MailServer {
  /** One for each start, the last one running. */
  readonly #programs: Program[] = []

  static isInstalled(): boolean {
    return spawnSync(python, ["-c", "import aiosmtpd"]).status === 0
  }

  get mails(): ReceivedMail[] {
    const lines = this.#programs.flatMap(({ output }) => output.split("\n"))
    return lines.filter((line) => /^\{.*\}$/.test(line)).map((line) => JSON.parse(line))
  }

  async start(port: number, password: string): Promise<void> {
    const server = join(import.meta.dirname, "aiosmtpd_server.py")
    const args = ["-W", "ignore", server, String(port), password]
    const program = new Program({ program: python, args, ready: /^ready$/m })
    this.#programs.push(program)
    await program.start()
  }

  async stop(): Promise<void> {
    await this.#programs.at(-1)?.stop()
  }
}
