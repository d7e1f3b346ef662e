// One contact per guest in a real CRM, whichever platforms have seen the guest, and whatever becomes of the CRM.
import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { credentialsOf, httpPassword, pathIn } from "../examples/examples.mts"
import { type Request, send } from "../support/http.mts"
import { NodeRed } from "../support/node-red.mts"
import { beamRequest, cloud4wi, purple, purpleVisit } from "../support/senders.mts"
import { Tryton } from "../support/tryton.mts"
import { filledIn } from "./filled-in.mts"

const number = "CRM/08"
let moment = Date.UTC(2030, 0, 15, 12) / 1000

function next(): number {
  moment += 1
  return moment
}

describe("one contact from several vendors, in Tryton", function () {
  this.timeout(90_000)
  let tryton: Tryton
  let nodeRed: NodeRed
  before(async function () {
    if (!Tryton.isInstalled() && !process.env.CI) this.skip()
    tryton = await Tryton.create(httpPassword)
    await tryton.start()
    const flows = filledIn([number], { TRYTON_URL: tryton.url, TRYTON_DATABASE: tryton.database })
    nodeRed = await NodeRed.start({
      version: "5",
      flows,
      credentials: signedInAs(tryton.user, httpPassword),
      patience: 60_000,
    })
  })
  after(async () => {
    await nodeRed?.stop()
    await tryton?.stop()
  })

  it("is created for a new guest, with name, address and phone", async () => {
    await login({ email: "ana@example.com", firstname: "Ana", lastname: "Díaz", phone: "+39 333 1234567" })
    await written()
    assert.deepEqual(await tryton.partiesWith("ana@example.com"), [
      { name: "Ana Díaz", values: ["+393331234567", "ana@example.com"] },
    ])
  })

  it("is the same one for another platform, which adds what it knows and takes nothing away", async () => {
    await login({ email: "bruno@example.com", firstname: "Bruno", lastname: "Rossi" })
    await written()
    await visit({ email: "Bruno@Example.com" })
    await written()
    await subscribe({ email: "bruno@example.com", phone: "333 7654321", country_code: "IT" })
    await written()
    assert.deepEqual(await tryton.partiesWith("bruno@example.com"), [
      { name: "Bruno Rossi", values: ["+393337654321", "bruno@example.com"] },
    ])
  })

  it("is the same one for a platform that knows the phone alone", async () => {
    await subscribe({ name: "Bruno R.", phone: "+39 333 765 4321" })
    await written()
    assert.deepEqual(await tryton.partiesWith("+393337654321"), [
      { name: "Bruno R.", values: ["+393337654321", "bruno@example.com"] },
    ])
  })

  it("is one also if all platforms see a new guest at once", async () => {
    const email = "carla@example.com"
    const events = Array.from({ length: 2 }, () => [login({ email }), visit({ email }), subscribe({ email })])
    await Promise.all(events.flat())
    for (const _event of events.flat()) await written()
    assert.equal((await tryton.partiesWith(email)).length, 1)
  })

  it("is not made of nobody", async () => {
    await login({ firstname: "Nobody" })
    await nodeRed.take(`${number} Neither address nor phone, not written`)
  })

  it("comes when the CRM is back, once, also for those who came meanwhile", async () => {
    await tryton.stop()
    for (const name of ["dora", "elio"]) {
      await login({ email: `${name}@example.com` })
      await failed("ECONNREFUSED")
    }
    await tryton.start()
    await written()
    await written()
    for (const name of ["dora", "elio"])
      assert.equal((await tryton.partiesWith(`${name}@example.com`)).length, 1)
  })

  it("comes when a wrong password is put right, once", async () => {
    await restartAs("not-the-password")
    await login({ email: "fabio@example.com" })
    await failed("Tryton answered 401")
    assert.deepEqual(await tryton.partiesWith("fabio@example.com"), [])
    await restartAs(httpPassword)
    await written()
    assert.equal((await tryton.partiesWith("fabio@example.com")).length, 1)
  })

  it("comes when Tryton allows what it has refused, with an answer 200 like any other", async () => {
    const allow = await tryton.forbidCreating()
    await login({ email: "gina@example.com" })
    await failed("Tryton answered 200: UserError: ")
    assert.deepEqual(await tryton.partiesWith("gina@example.com"), [])
    await allow()
    await written()
    assert.equal((await tryton.partiesWith("gina@example.com")).length, 1)
  })

  function signedInAs(user: string, password: string): Record<string, Record<string, string>> {
    const nodes = filledIn([number])
    const requests = nodes.filter(({ type }) => type === "http request")
    return {
      ...credentialsOf(nodes),
      ...Object.fromEntries(requests.map(({ id }) => [id, { user, password }])),
    }
  }

  async function restartAs(password: string): Promise<void> {
    await nodeRed.stop()
    const file = join(nodeRed.userDirectory, "flows_cred.json")
    writeFileSync(file, JSON.stringify(signedInAs(tryton.user, password)))
    await nodeRed.restart()
  }

  async function post(type: string, request: Request): Promise<void> {
    const answer = await send(nodeRed.url(pathIn(number, type)), request)
    assert.equal(answer.status, 200, answer.text)
  }

  function login(contact: object): Promise<void> {
    const event = { type: "login", nonce: null, timestamp: next() }
    return post("cloud4wi in", cloud4wi.authentic(JSON.stringify({ contact, event })))
  }

  function visit(user: Record<string, unknown>): Promise<void> {
    return post("purple in", purple.authentic(JSON.stringify(purpleVisit(user, next()))))
  }

  function subscribe(subscriber: object): Promise<void> {
    const registered_at = new Date(next() * 1000).toISOString().slice(0, 19).replace("T", " ")
    const body = JSON.stringify({ id: String(moment), registered_at, ...subscriber })
    return post("beam in", beamRequest(body, "subscriber.create"))
  }

  async function written(): Promise<void> {
    await nodeRed.take(`${number} Written`)
  }

  async function failed(reason: string): Promise<void> {
    await nodeRed.take(`${number} What went wrong`, ({ json }) => json.includes(reason))
  }
})
