// Contacts in the hosted CRMs: what is written, for whom, and what becomes of it when the CRM does not take it.
import assert from "node:assert/strict"
import { credentialsOf, pathIn } from "../examples/examples.mts"
import { send } from "../support/http.mts"
import { NodeRed, type Version, versions } from "../support/node-red.mts"
import { cloud4wi } from "../support/senders.mts"
import { bare, type CrmVendor, crmVendors, full } from "./crm-vendors.mts"
import { filledIn, movedTo } from "./filled-in.mts"
import { HostedCrm } from "./hosted-crm.mts"

const noon = Date.UTC(2030, 0, 15, 12) / 1000
/** Milliseconds: three pauses before another try, and then some. */
const patience = 60_000

/** A CRM with the flow that writes to it. */
interface Stage {
  vendor: CrmVendor
  crm: HostedCrm
  nodeRed: NodeRed
}

async function start(version: Version): Promise<Stage[]> {
  const pairs = await Promise.all(
    crmVendors.map(async (vendor) => ({ vendor, crm: await HostedCrm.start(vendor.calls) })),
  )
  const flows = pairs.flatMap(({ crm: { origin }, vendor: { number, name, values } }) =>
    movedTo(origin, filledIn([number], { ...values, [`${name.toUpperCase()}_URL`]: origin })),
  )
  const nodeRed = await NodeRed.start({ version, flows, credentials: credentialsOf(flows), patience })
  return pairs.map((pair) => ({ ...pair, nodeRed }))
}

async function stop(stages: readonly Stage[]): Promise<void> {
  await stages[0]?.nodeRed.stop()
  await Promise.all(stages.map(({ crm }) => crm.stop()))
}

async function login({ nodeRed, vendor }: Stage, contact: object, seconds = noon): Promise<void> {
  const event = { type: "login", nonce: null, timestamp: seconds }
  const location = { id: "101", name: "Bar Centrale" }
  const body = JSON.stringify({ contact: { marketing: true, ...contact }, event, location })
  const answer = await send(nodeRed.url(pathIn(vendor.number, "cloud4wi in")), cloud4wi.authentic(body))
  assert.equal(answer.status, 200)
}

/** Waits until a contact is written; says what was wrong with the requests if there was something. */
async function written({ nodeRed, vendor, crm }: Stage): Promise<void> {
  try {
    await nodeRed.take(`${vendor.number} Written`)
  } finally {
    assert.deepEqual(crm.problems, [])
  }
}

for (const version of versions) {
  describe(`hosted CRMs, from Node-RED ${version}`, function () {
    this.timeout(2 * patience)
    let stages: Stage[] = []
    before(async () => {
      stages = await start(version)
    })
    after(() => stop(stages))
    for (const [index, vendor] of crmVendors.entries())
      describe(vendor.name, () => contacts(vendor, () => stages[index] ?? assert.fail()))
  })
}

function contacts(vendor: CrmVendor, stage: () => Stage): void {
  it("a guest who told everything is created with all that is known, and updated the next time", async () => {
    await login(stage(), full)
    await written(stage())
    assert.deepEqual(stage().crm.contacts.get(full.email), vendor.full)
    await login(stage(), full, noon + 60)
    await written(stage())
    assert.equal(stage().crm.contacts.size, 1)
    assert.equal(stage().crm.writes.length, 2)
  })

  it("of a guest who told nothing but the address nothing else is written, so that nothing is cleared", async () => {
    await login(stage(), bare)
    await written(stage())
    assert.deepEqual(stage().crm.contacts.get(bare.email), vendor.bare)
  })

  it("nobody is written who has not agreed, or has no address", async () => {
    const count = stage().crm.writes.length
    await login(stage(), { email: "no@example.com", marketing: false })
    await stage().nodeRed.take(`${vendor.number} No consent, not written`)
    await login(stage(), { phone: "+39 333 1234567" })
    await stage().nodeRed.take(`${vendor.number} No address, not written`)
    assert.equal(stage().crm.writes.length, count)
  })
}

/** Milliseconds: the store's own pause before the second try, which the flow's comes before. */
const shortestRetry = 2_400
const unavailable = { status: 503, headers: { "content-type": "text/html" }, body: "Service Unavailable" }

describe("hosted CRMs", function () {
  this.timeout(2 * patience)
  let busy: Stage[] = []
  let refusing: Stage[] = []
  before(async () => {
    ;[busy, refusing] = await Promise.all([start("5"), start("5")])
    // All at once, as the pauses before another try take seconds.
    for (const { crm, vendor } of busy) crm.answerInstead(vendor.tooMany, unavailable)
    for (const { crm, vendor } of refusing) crm.answerInstead(...vendor.refused)
    await Promise.all([...busy, ...refusing].map((stage) => login(stage, full)))
    await Promise.all(busy.map((stage) => written(stage)))
  })
  after(() => Promise.all([stop(busy), stop(refusing)]))

  describe("that do not take a contact", () => takenLater(() => busy))
  describe("that refuse a contact", () => takenOnceMended(() => refusing))
})

function takenLater(stages: () => readonly Stage[]): void {
  for (const [index, { name, number, full: body, wait }] of crmVendors.entries()) {
    it(`${name}: too many requests, then an outage: waited for, tried again, written once`, async () => {
      const { crm, nodeRed } = stages()[index] ?? assert.fail()
      assert.deepEqual(crm.contacts.get(full.email), body)
      assert.equal(crm.writes.length, 3)
      const [first, second] = crm.writes
      const pause = (second?.at ?? 0) - (first?.at ?? 0)
      assert.ok(pause > wait * 1_000 + shortestRetry, `waited ${pause} ms`)
      for (const status of ["(429|403)", "503"]) {
        const { json } = await nodeRed.take(`${number} What went wrong`)
        assert.match(json, new RegExp(`${name} answered ${status}`))
      }
    })
  }
}

function takenOnceMended(stages: () => readonly Stage[]): void {
  for (const [index, { name, number, refused }] of crmVendors.entries()) {
    it(`${name}: the answer is shown, and once the cause is mended the contact is written`, async () => {
      const stage = stages()[index] ?? assert.fail()
      for (const { status, body } of refused) {
        const { message, json } = await stage.nodeRed.take(`${number} What went wrong`)
        assert.match(json, new RegExp(`${name} answered ${status}`))
        assert.deepEqual(message.payload, body)
      }
      await written(stage)
      assert.equal(stage.crm.writes.length, refused.length + 1)
    })
  }
}
