// Every example does what its comment says, on its vendor's own bodies, in a real Node-RED.
import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { fixtureNamed, type VendorType } from "../fixtures/index.mts"
import { type Answer, send } from "../support/http.mts"
import { type Collected, NodeRed, type Version, versions } from "../support/node-red.mts"
import { packageName } from "../support/packed.mts"
import { purple, purpleVisit, requestOf } from "../support/senders.mts"
import {
  credentialsOf,
  exampleOf,
  examples,
  examplesAtTheTop,
  githubSecret,
  nodeNamed,
  pathIn,
  withCollectors,
} from "./examples.mts"

/** Vendor's body in, name of the debug node that shows it. */
const sorted: readonly [example: string, vendor: VendorType, fixture: string, debug: string][] = [
  ["02", "cloud4wi in", "signup", "Signed up"],
  ["02", "cloud4wi in", "login-printed", "Logged in"],
  ["02", "cloud4wi in", "presence", "Anything else"],
  ["04", "beam in", "customer-create", "New customer"],
  ["04", "beam in", "subscriber-create", "New subscriber"],
  ["04", "beam in", "transaction-mac-create", "Signed in"],
  ["05", "qr webhook in", "lead-created", "New lead"],
  ["05", "qr webhook in", "voucher-redeemed", "Voucher"],
  ["05", "qr webhook in", "qr-code-scanned", "Scan"],
  ["05", "qr webhook in", "job-finished", "Anything else"],
]

for (const version of versions) {
  describe(`the examples in Node-RED ${version}`, function () {
    this.timeout(40_000)
    run(version)
  })
}

function run(version: Version): void {
  let nodeRed: NodeRed
  before(async () => {
    const flows = examplesAtTheTop.filter(({ number }) => number !== "01").flatMap(withCollectors)
    nodeRed = await NodeRed.start({ version, flows, credentials: credentialsOf(flows) })
  })
  after(() => nodeRed?.stop())

  it("are all in the import menu, and can be fetched from it", async () => {
    const menu = nodeRed.adminUrl(`/library/examples/flows/${packageName}/`)
    assert.deepEqual((await filesBelow(menu)).sort(), examples.map(({ file }) => file).sort())
    for (const { file, nodes } of examples) {
      const address = menu + encodeURI(file.replace(/\.json$/, ""))
      assert.deepEqual((await send(address, { method: "GET" })).json, nodes)
    }
  })

  for (const [number, vendor, name, debug] of sorted) {
    it(`${exampleOf(number).file}: ${name} is shown as "${debug}"`, async () => {
      const fixture = fixtureNamed(vendor, name)
      const answer = await send(nodeRed.url(pathIn(number, vendor)), requestOf(fixture))
      assert.equal(answer.status, 200)
      const { message } = await nodeRed.take(`${number} ${debug}`)
      assert.equal(eventOf(message).vendorType, fixture.expected().vendorType)
    })
  }

  it("03: a guest who authenticates twice on one day is shown once, and again the next day", async () => {
    const path = pathIn("03", "purple in")
    const guest = { id: 1, email: "ana@example.com" }
    const morning = Date.UTC(2030, 0, 15, 9) / 1000
    for (const [minutes, debug] of [
      [0, "First time today"],
      [10, "Here already, or late"],
      [24 * 60, "First time today"],
    ] as const) {
      await visit(path, guest, morning + minutes * 60)
      const { message } = await nodeRed.take(`03 ${debug}`)
      assert.equal(eventOf(message).time, new Date((morning + minutes * 60) * 1000).toISOString())
    }
  })

  it("06: a webhook that GitHub signed is shown and thanked for", async () => {
    const body = JSON.stringify({ zen: "Keep it logically awesome." })
    const signature = createHmac("sha256", githubSecret).update(body).digest("hex")
    const answer = await github(body, `sha256=${signature}`)
    assert.equal(answer.status, 204)
    const { message } = await nodeRed.take("06 Event from GitHub")
    assert.deepEqual(message.payload, JSON.parse(body))
  })

  it("06: one that somebody else signed is refused, and the reason is shown to us alone", async () => {
    const answer = await github("{}", `sha256=${"0".repeat(64)}`)
    assert.equal(answer.status, 401)
    assert.deepEqual(answer.json, { error: "unauthorized" })
    const { message } = await nodeRed.take("06 Why it was refused")
    assert.equal(objectOf(message.verification).ok, false)
  })

  it("07: each guest passes once, and again after all were forgotten", async () => {
    for (const [button, debug] of [
      ["Ana", "First time"],
      ["Ana", "Repeat"],
      ["Bruno", "First time"],
      ["Forget everyone", null],
      ["Ana", "First time"],
    ] as const) {
      await click(button)
      if (debug) await nodeRed.take(`07 ${debug}`)
    }
  })

  it("08: both stores let a guest and a code through once", async () => {
    for (const debug of ["First time today", "Here already"]) {
      await visit(
        pathIn("08", "purple in"),
        { id: 2, email: "bruno@example.com" },
        1_900_000_000 + debug.length,
      )
      await nodeRed.take(`08 ${debug}`)
    }
    for (const [scan, debug] of [
      ["1", "Scanned"],
      ["2", "Again"],
    ] as const) {
      const request = requestOf(fixtureNamed("qr webhook in", "qr-code-scanned"))
      const body = new URLSearchParams(String(request.body))
      body.set("uniqueid", scan)
      const answer = await send(nodeRed.url(pathIn("08", "qr webhook in")), {
        ...request,
        body: body.toString(),
      })
      assert.equal(answer.status, 200)
      await nodeRed.take(`08 ${debug}`)
    }
  })

  async function visit(path: string, guest: Record<string, unknown>, seconds: number): Promise<void> {
    const body = JSON.stringify(purpleVisit(guest, seconds))
    const answer = await send(nodeRed.url(path), purple.authentic(body))
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.wifiwebhooklistener, "1")
  }

  function github(body: string, signature: string): Promise<Answer> {
    const headers = { "content-type": "application/json", "x-hub-signature-256": signature }
    return send(nodeRed.url(pathIn("06", "http in")), { body, headers })
  }

  /** As the editor does when an inject node's button is clicked. */
  async function click(name: string): Promise<void> {
    const response = await fetch(nodeRed.adminUrl(`/inject/${nodeNamed("07", name).id}`), { method: "POST" })
    assert.equal(response.status, 200)
  }
}

/** What the import menu lists: names of sub-menus, and flows as `{fn}`. */
async function filesBelow(menu: string, folder = ""): Promise<string[]> {
  const { text } = await send(menu + encodeURI(folder), { method: "GET" })
  const listed: (string | { fn: string })[] = JSON.parse(text)
  const files = listed.map((entry) =>
    typeof entry === "string" ? filesBelow(menu, `${folder}${entry}/`) : [`${folder}${entry.fn}.json`],
  )
  return (await Promise.all(files)).flat()
}

function eventOf(message: Collected["message"]): Record<string, unknown> {
  return objectOf(message.payload)
}

function objectOf(value: unknown): Record<string, unknown> {
  assert.ok(typeof value === "object" && value !== null)
  return { ...value }
}
