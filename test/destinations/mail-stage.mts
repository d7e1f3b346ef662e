// The flows that send mails, in a real Node-RED, with a mail server that can be stopped or refuse their login.
import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { credentialsOf, examples, mailPassword, nodeNamed, pathIn } from "../examples/examples.mts"
import { freePorts } from "../start/free-ports.mts"
import { type Request, send } from "../support/http.mts"
import type { MailServer, ReceivedMail } from "../support/mail-servers.mts"
import { type FlowNode, NodeRed, type Version } from "../support/node-red.mts"
import { scratchFolder } from "../support/packed.mts"
import { cloud4wi, purple, purpleVisit, qr } from "../support/senders.mts"
import { until } from "../support/until.mts"
import { filledIn } from "./filled-in.mts"

/** The examples that send mails. */
const mailing = examples
  .filter(({ nodes }) => nodes.some(({ type }) => type === "e-mail"))
  .map(({ number }) => number)

/** The longest pause before an event is tried again for the second time, and then some. */
const retryLimit = 30_000

/** In a guest's words: what Cloud4Wi's dashboard sends of a contact. */
export interface Contact {
  email?: string
  firstname?: string
  lastname?: string
  phone?: string
  marketing?: boolean
  birthday?: string
  metrics?: { visitCount: number }
}

let moment = Date.UTC(2030, 0, 15, 12) / 1000

export class MailStage {
  readonly nodeRed: NodeRed
  readonly server: MailServer
  readonly folder: string
  readonly #port: number

  private constructor(nodeRed: NodeRed, server: MailServer, folder: string, port: number) {
    this.nodeRed = nodeRed
    this.server = server
    this.folder = folder
    this.#port = port
  }

  /** @param change what is different from the examples */
  static async start(
    version: Version,
    server: MailServer,
    change: (nodes: FlowNode[]) => FlowNode[] = (nodes) => nodes,
  ): Promise<MailStage> {
    const [port = 0] = await freePorts(1)
    const folder = scratchFolder("mail")
    Object.assign(process.env, { SMTP_HOST: "127.0.0.1", SMTP_PORT: String(port) })
    const flows = change(
      filledIn(mailing, { DIGEST_FOLDER: join(folder, "sign-ups"), PROOF_FILE: join(folder, "proof.jsonl") }),
    )
    await server.start(port, mailPassword)
    const nodeRed = await NodeRed.start({
      version,
      flows,
      credentials: credentialsOf(flows),
      patience: retryLimit,
    })
    return new MailStage(nodeRed, server, folder, port)
  }

  async end(): Promise<void> {
    await this.nodeRed.stop()
    await this.server.stop()
    delete process.env.SMTP_HOST
    delete process.env.SMTP_PORT
  }

  /** The server comes back; by default it takes the flows' login again. */
  async startServer(password = mailPassword): Promise<void> {
    await this.server.start(this.#port, password)
  }

  async post(number: string, type: string, request: Request): Promise<void> {
    const answer = await send(this.nodeRed.url(pathIn(number, type)), request)
    assert.equal(answer.status, 200, answer.text)
  }

  /** A Cloud4Wi event of this guest, some seconds after the last one. */
  cloud4wi(number: string, contact: Contact, type = "login", seconds = this.#next()): Promise<void> {
    const event = { type, nonce: null, timestamp: seconds }
    return this.post(number, "cloud4wi in", cloud4wi.authentic(JSON.stringify({ contact, event })))
  }

  purple(number: string, user: Record<string, unknown>): Promise<void> {
    return this.post(number, "purple in", purple.authentic(JSON.stringify(purpleVisit(user, this.#next()))))
  }

  qr(number: string, parameters: Record<string, string>): Promise<void> {
    const body = new URLSearchParams({ timestamp: String(this.#next()), ...parameters }).toString()
    return this.post(number, "qr webhook in", qr.authentic(body))
  }

  /** As the editor does when an inject node's button is clicked. */
  async click(number: string, name: string): Promise<void> {
    const button = this.nodeRed.adminUrl(`/inject/${nodeNamed(number, name).id}`)
    assert.equal((await fetch(button, { method: "POST" })).status, 200)
  }

  mailsTo(email: string): ReceivedMail[] {
    return this.server.mails.filter(({ to }) => to.includes(email))
  }

  async mailTo(email: string, count = 1): Promise<ReceivedMail> {
    const arrived = () => this.mailsTo(email).length >= count
    await until(arrived, `fewer than ${count} mails to ${email}`, retryLimit)
    const mail = this.mailsTo(email)[count - 1]
    assert.ok(mail)
    return mail
  }

  /** The lines of a file in the stage's folder, none where there is no such file. */
  linesOf(file: string): string[] {
    const path = join(this.folder, file)
    return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : []
  }

  #next(): number {
    moment += 60
    return moment
  }
}
