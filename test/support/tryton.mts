// A real CRM: Tryton from Debian's packages, with the module party, on a free port and in a folder of its own.
import { execFileSync } from "node:child_process"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { freePorts } from "../start/free-ports.mts"
import { scratchFolder } from "./packed.mts"
import { Program } from "./program.mts"

const database = "crm"

/** Tryton's own first user. */
const user = "admin"

export class Tryton extends Program {
  readonly url: string
  readonly database = database
  readonly user = user
  readonly password: string

  private constructor(port: number, configuration: string, password: string) {
    const args = ["-c", configuration, "-d", database]
    super({ program: "/usr/bin/trytond", args, ready: /Running on http/ })
    this.url = `http://127.0.0.1:${port}`
    this.password = password
  }

  static isInstalled(): boolean {
    return existsSync("/usr/bin/trytond")
  }

  /** Makes a database, which takes seconds. */
  static async create(password: string): Promise<Tryton> {
    const [port = 0] = await freePorts(1)
    const folder = scratchFolder("tryton")
    const configuration = join(folder, "trytond.conf")
    const lines = ["[database]", "uri=sqlite://", `path=${folder}`, "[web]", `listen=127.0.0.1:${port}`]
    writeFileSync(configuration, `${lines.join("\n")}\n`)
    writeFileSync(join(folder, `${database}.sqlite`), "")
    const passwordFile = join(folder, "password")
    writeFileSync(passwordFile, password)
    administer(configuration, passwordFile, "--all", "--email", "admin@example.com")
    administer(configuration, passwordFile, "--update", "party", "--activate-dependencies")
    return new Tryton(port, configuration, password)
  }

  /** The parties with a contact mechanism of this value. */
  async partiesWith(value: string): Promise<Party[]> {
    const domain = [["contact_mechanisms.value_compact", "=", value]]
    const fields = ["name", "contact_mechanisms.value_compact"]
    const parties = await this.#call<TrytonParty[]>("party.party.search_read", domain, 0, null, null, fields)
    return parties.map(({ name, "contact_mechanisms.": mechanisms }) => ({
      name,
      values: mechanisms.map(({ value_compact }) => value_compact).sort(),
    }))
  }

  /** Takes from everybody the right to create parties; resolves to what gives it back. */
  async forbidCreating(): Promise<() => Promise<void>> {
    const [model] = await this.#call<number[]>("ir.model.search", [["model", "=", "party.party"]])
    const rights = { model, perm_read: true, perm_write: true, perm_create: false, perm_delete: false }
    const ids = await this.#call<number[]>("ir.model.access.create", [rights])
    return () => this.#call<void>("ir.model.access.delete", ids)
  }

  async #call<Result>(method: string, ...params: unknown[]): Promise<Result> {
    const response = await fetch(`${this.url}/${database}/`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${Buffer.from(`${user}:${this.password}`).toString("base64")}`,
      },
      body: JSON.stringify({ id: 1, method: `model.${method}`, params: [...params, {}] }),
    })
    const { result, error } = JSON.parse(await response.text())
    if (error) throw new Error(`Tryton: ${response.status} ${JSON.stringify(error)}`)
    return result
  }
}

function administer(configuration: string, passwordFile: string, ...options: string[]): void {
  execFileSync("/usr/bin/trytond-admin", ["-c", configuration, "-d", database, ...options], {
    env: { ...process.env, TRYTONPASSFILE: passwordFile },
    stdio: "ignore",
  })
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
