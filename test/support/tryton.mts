// A real CRM: Tryton from Debian's packages, with the module party, on a free port and in a folder of its own.
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { freePorts } from "../start/free-ports.mts"
import { scratchFolder } from "./packed.mts"

const database = "crm"

/** Tryton's own first user. */
const user = "admin"

/** However the tests end, no process stays behind. */
const running = new Set<ChildProcess>()
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL")
})

export class Tryton {
  readonly url: string
  readonly database = database
  readonly user = user
  readonly password: string
  readonly #configuration: string
  #process: ChildProcess | undefined

  private constructor(folder: string, port: number, password: string) {
    this.url = `http://127.0.0.1:${port}`
    this.password = password
    this.#configuration = join(folder, "trytond.conf")
    const lines = ["[database]", "uri=sqlite://", `path=${folder}`, "[web]", `listen=127.0.0.1:${port}`]
    writeFileSync(this.#configuration, `${lines.join("\n")}\n`)
    writeFileSync(join(folder, `${database}.sqlite`), "")
    const passwordFile = join(folder, "password")
    writeFileSync(passwordFile, password)
    this.#administer(passwordFile, "--all", "--email", "admin@example.com")
    this.#administer(passwordFile, "--update", "party", "--activate-dependencies")
  }

  static isInstalled(): boolean {
    return existsSync("/usr/bin/trytond")
  }

  /** Makes a database, which takes seconds, and starts a server on it. */
  static async start(password: string): Promise<Tryton> {
    const [port = 0] = await freePorts(1)
    const tryton = new Tryton(scratchFolder("tryton"), port, password)
    await tryton.start()
    return tryton
  }

  /** Starts the server, again with what it had; resolves when it answers. */
  async start(): Promise<void> {
    const child = spawn("/usr/bin/trytond", ["-c", this.#configuration, "-d", database], { stdio: "ignore" })
    this.#process = child
    running.add(child)
    const deadline = Date.now() + 30_000
    for (;;) {
      const isUp = await fetch(this.url).then(
        () => true,
        () => false,
      )
      if (isUp) return
      if (child.exitCode !== null || Date.now() > deadline) throw new Error("trytond did not start")
      await pause(100)
    }
  }

  async stop(): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (!child) return
    running.delete(child)
    child.kill()
    await once(child, "exit")
  }

  /** The parties with a contact mechanism of this value. */
  async partiesWith(value: string): Promise<Party[]> {
    const domain = [["contact_mechanisms.value_compact", "=", value]]
    const fields = ["name", "contact_mechanisms.value_compact"]
    const response = await fetch(`${this.url}/${database}/`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${Buffer.from(`${user}:${this.password}`).toString("base64")}`,
      },
      body: JSON.stringify({
        id: 1,
        method: "model.party.party.search_read",
        params: [domain, 0, null, null, fields, {}],
      }),
    })
    const { result, error }: { result?: TrytonParty[]; error?: unknown } = JSON.parse(await response.text())
    if (!result) throw new Error(`Tryton: ${response.status} ${JSON.stringify(error)}`)
    return result.map(({ name, "contact_mechanisms.": mechanisms }) => ({
      name,
      values: mechanisms.map(({ value_compact }) => value_compact).sort(),
    }))
  }

  #administer(passwordFile: string, ...options: string[]): void {
    execFileSync("/usr/bin/trytond-admin", ["-c", this.#configuration, "-d", database, ...options], {
      env: { ...process.env, TRYTONPASSFILE: passwordFile },
      stdio: "ignore",
    })
  }
}

export interface Party {
  name: string
  /** E-mail addresses and phone numbers, without blanks. */
  values: string[]
}

interface TrytonParty {
  name: string
  "contact_mechanisms.": { value_compact: string }[]
}
