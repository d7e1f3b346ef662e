// What an operator sees and does: the log of all endpoints, a delivery in full, replay, a test event, and erasing a guest.
import assert from "node:assert/strict"
import { objectOf } from "../support/event.mts"
import { catchErrors, collect, flow } from "../support/flow.mts"
import { send } from "../support/http.mts"
import { NodeRed, versions } from "../support/node-red.mts"
import { type Entry, Operator } from "../support/operator.mts"
import { beam, cloud4wi, purple, qr, type Sender } from "../support/senders.mts"

/** Fails on a message until the test says otherwise. */
const stumbles =
  'if (!global.get("mended")) throw new Error("550 no such user " + msg.payload.guest.email)\nreturn msg'

const at = { x: 1, y: 1 }
const functionNode = (id: string, func: string, to: string) => ({
  ...{ id, type: "function", func, outputs: 1, initialize: "", finalize: "", libs: [], wires: [[to]] },
  ...at,
})

const pathOf = ({ source }: Sender) => `/${source}`
const inNode = (sender: Sender, to: string) => ({
  ...sender.node,
  ...{ id: sender.source, type: sender.type, name: `My ${sender.source}`, path: pathOf(sender) },
  ...{ wires: [[to]], ...at },
})

const flows = flow(
  { id: "keeper", type: "webhook store", kind: "sqlite", path: "kept.sqlite", quiet: 3600, retries: 0 },
  inNode(cloud4wi, "seen-cloud4wi"),
  inNode(purple, "once"),
  inNode(beam, "seen-beam"),
  { ...inNode(qr, "stumbling"), store: "keeper" },
  {
    id: "once",
    type: "dedupe",
    key: "guest",
    window: "forever",
    wires: [["seen-purple"], ["repeat"]],
    ...at,
  },
  functionNode("stumbling", stumbles, "seen-qr"),
  ...["seen-cloud4wi", "seen-purple", "seen-beam", "seen-qr", "repeat"].map(collect),
  ...catchErrors("errors", ["stumbling"]).map((node) => ({ ...node, ...at })),
  { id: "mend", type: "inject", once: false, wires: [["mending"]], ...at },
  functionNode("mending", 'global.set("mended", true)', "nowhere"),
)

const first =
  (...outcomes: string[]) =>
  (entries: Entry[]) =>
    outcomes.every((outcome, index) => entries[index]?.outcome === outcome)

for (const version of versions) {
  describe(`the operator's routes, Node-RED ${version}`, function () {
    this.timeout(40_000)
    let nodeRed: NodeRed
    let operator: Operator
    before(async () => {
      nodeRed = await NodeRed.start({ version })
      await nodeRed.deploy(flows)
      operator = new Operator(nodeRed)
    })
    after(() => nodeRed?.stop())

    const post = (sender: Sender, request = sender.fresh()) => send(nodeRed.url(pathOf(sender)), request)

    it("list what was handled, repeated and rejected, and why", async () => {
      const request = cloud4wi.fresh()
      const { json } = await post(cloud4wi, request)
      await post(cloud4wi, request)
      await send(nodeRed.url("/cloud4wi"), {
        ...request,
        headers: { ...request.headers, "x-webhook-secret": "no" },
      })
      await send(nodeRed.url("/purple"), { method: "GET" })
      const entries = await operator.shows(
        (found) => found.length >= 4 && found.at(-1)?.outcome === "handled",
      )
      const told = entries.map(({ endpoint, outcome, type, reason }) => [endpoint, outcome, type, reason])
      assert.deepEqual(
        told.sort(),
        [
          ["cloud4wi", "handled", "guest.connected", null],
          ["cloud4wi", "duplicate", "guest.connected", null],
          ["cloud4wi", "rejected", null, "header-mismatch"],
          ["purple", "validated", null, null],
        ].sort(),
      )
      const handled = entries.find(({ outcome }) => outcome === "handled")
      assert.equal(handled?.id, objectOf(json).id)
      assert.equal(handled?.attempts, 1)
    })

    it("count per endpoint, and say what can be sent to it as a test", async () => {
      const { json } = await operator.get("endpoints")
      assert.equal(json.publicUrl, null)
      const endpoints = (json.endpoints as unknown[]).map(objectOf)
      const found = endpoints.find(({ id }) => id === "cloud4wi")
      assert.deepEqual([found?.type, found?.name, found?.path], ["cloud4wi in", "My cloud4wi", "/cloud4wi"])
      const { accepted, duplicate, rejected, handled } = objectOf(found?.counts)
      assert.deepEqual([accepted, duplicate, rejected, handled], [1, 1, 1, 1])
      assert.deepEqual(
        endpoints.map(({ samples }) => Array.isArray(samples) && samples.length > 0),
        [true, true, true, true],
      )
    })

    it("show a page at a time, filter, and find by what a delivery says", async () => {
      const fresh = Array.from({ length: 3 }, () => beam.fresh())
      for (const request of fresh) await post(beam, request)
      const ids: (string | null)[] = []
      for (let before: string | null = ""; before !== null; ) {
        const page = await operator.log({ endpoint: "beam", limit: "2", before })
        assert.ok(page.entries.length <= 2)
        ids.push(...page.entries.map(({ id }) => id))
        before = page.next
      }
      assert.equal(new Set(ids).size, 3)
      const email = String(objectOf(JSON.parse(fresh[1]?.body ?? "")).email)
      const { entries } = await operator.log({ search: email.toUpperCase() })
      assert.deepEqual(
        entries.map(({ id }) => id),
        [ids[1]],
      )
      assert.doesNotMatch(JSON.stringify(entries), /@example\.com/, "the list names nobody")
      const rejected = await operator.log({ outcome: "rejected" })
      assert.deepEqual(
        rejected.entries.map(({ reason }) => reason),
        ["header-mismatch"],
      )
      assert.equal((await operator.get("log", { before: "nonsense" })).status, 400)
    })

    it("say when nothing has changed", async () => {
      const page = await operator.log()
      assert.equal((await operator.get("log", { version: page.version })).status, 304)
      await post(beam)
      assert.equal((await operator.get("log", { version: page.version })).status, 200)
    })

    it("show a delivery without what is personal, until they are asked to", async () => {
      const request = beam.fresh()
      const { email } = objectOf(JSON.parse(request.body))
      await post(beam, request)
      const [entry] = await operator.shows(first("handled"), { search: String(email) })
      const wanted = { store: entry?.store, sequence: entry?.sequence }
      const masked = (await operator.post("delivery", wanted)).json
      assert.equal(objectOf(objectOf(masked.event).guest).email, "g…@e…")
      assert.equal(masked.body, null)
      assert.doesNotMatch(JSON.stringify(masked), /@example\.com|127\.0\.0\.1/)
      const revealed = (await operator.post("delivery", { ...wanted, reveal: true })).json
      assert.equal(objectOf(objectOf(revealed.event).guest).email, email)
      assert.equal(revealed.body, request.body)
      assert.equal((await operator.post("delivery", { store: "", sequence: 1e9 })).status, 404)
    })

    it("show what a flow failed on, without whom it was about, and replay it, and a handled one, too", async () => {
      const lead = { event: "LEAD_CREATED", timestamp: "1717236360", user: "u", code: "c", name: "Lia" }
      const { body = "" } = qr.fresh()
      const token = new URLSearchParams(String(body)).get("secrettoken") ?? ""
      const form = new URLSearchParams({ ...lead, email: "lia@example.com", secrettoken: token })
      await post(qr, { ...qr.fresh(), body: form.toString() })
      const [entry] = await operator.shows(first("dead"), { endpoint: "qr" })
      assert.match(entry?.reason ?? "", /550 no such user l…@e…/)
      const wanted = { store: entry?.store, sequence: entry?.sequence }

      assert.deepEqual((await operator.get("failed")).json, { failed: 1 })
      assert.deepEqual((await operator.post("replay", { failed: true })).json, { replayed: 1 })
      await operator.shows(first("dead"), { endpoint: "qr" })
      await fetch(nodeRed.adminUrl("/inject/mend"), { method: "POST" })
      assert.deepEqual((await operator.post("replay", wanted)).json, { replayed: 1 })
      await operator.shows(first("handled"), { endpoint: "qr" })
      assert.deepEqual((await operator.post("replay", wanted)).json, { replayed: 1 }, "a handled one")
      const { message } = await nodeRed.take(
        "seen-qr",
        ({ message: { webhook } }) => objectOf(webhook).attempt === 4,
      )
      assert.equal(objectOf(message.webhook).redelivered, true)
      assert.deepEqual((await operator.get("failed")).json, { failed: 0 })
      assert.deepEqual((await operator.post("replay", { failed: true })).json, { replayed: 0 })
      assert.equal((await operator.post("replay", { store: "none", sequence: 1 })).status, 404)
      assert.equal((await operator.post("replay", { store: "" })).status, 400)
    })

    it("send what each vendor sends, through the front door, and it is believed", async () => {
      const { json } = await operator.get("endpoints")
      const endpoints = (json.endpoints as unknown[]).map(objectOf)
      for (const { id, samples } of endpoints) {
        for (const sample of samples as string[]) {
          const { status, json: answer } = await operator.post("test", { endpoint: id, sample })
          assert.deepEqual([status, answer.status], [200, 200], `${id} ${sample}: ${answer.body}`)
          assert.equal(JSON.parse(String(answer.body)).duplicate, undefined, `${id} ${sample}`)
        }
      }
      const seen = await operator.shows((entries) => entries.every(({ outcome }) => outcome !== "accepted"))
      const types = new Set(seen.map(({ type }) => type))
      for (const type of ["guest.registered", "access.purchased", "voucher.redeemed"])
        assert.ok(types.has(type), type)
      assert.equal((await operator.post("test", { endpoint: "beam", sample: "no such" })).status, 404)
    })

    it("erase a guest: what was received, and that dedupe has seen them", async () => {
      nodeRed.takeAll()
      const [ana, bob] = [purple.fresh(), purple.fresh()]
      const emailOf = (body: string) => String(objectOf(objectOf(JSON.parse(body)).user).email)
      for (const request of [ana, bob]) await post(purple, request)
      for (const _ of [ana, bob]) await nodeRed.take("seen-purple")
      await operator.shows(first("handled", "handled"), { endpoint: "purple" })

      const reply = await operator.post("erase", { email: ` ${emailOf(ana.body).toUpperCase()} ` })
      assert.deepEqual(reply, { status: 200, json: { deliveries: 1, pending: 0, claims: 1 } })
      assert.deepEqual((await operator.log({ search: emailOf(ana.body) })).entries, [])
      assert.equal((await operator.log({ search: emailOf(bob.body) })).entries.length, 1, "and nobody else")
      assert.deepEqual((await operator.post("erase", { email: emailOf(ana.body) })).json, {
        ...{ deliveries: 0, pending: 0, claims: 0 },
      })
      const late = await post(purple, ana)
      assert.equal(objectOf(late.json).duplicate, true, "a late retry does not bring them back")
      const user = objectOf(objectOf(JSON.parse(ana.body)).user)
      const again = {
        ...JSON.parse(ana.body),
        session: { authenticationTime: "2030-01-01T00:00:00+0000" },
        user,
      }
      await post(purple, purple.authentic(JSON.stringify(again)) as never)
      await nodeRed.take("seen-purple")
      for (const wanted of [{}, { email: "a@example.com", phone: "+390212345678" }, { email: "nobody" }])
        assert.equal((await operator.post("erase", wanted)).status, 400, JSON.stringify(wanted))
    })

    it("erase a guest also from what nodes had received that are gone", async () => {
      const [ana, bob] = [beam.fresh(), beam.fresh()]
      const emailOf = (body: string) => String(objectOf(JSON.parse(body)).email)
      for (const request of [ana, bob]) await post(beam, request)
      await operator.shows(first("handled", "handled"), { endpoint: "beam" })
      await nodeRed.deploy(flows.filter(({ id }) => id !== "beam"))

      const reply = await operator.post("erase", { email: emailOf(ana.body) })
      assert.equal(reply.json.deliveries, 1)
      assert.deepEqual((await operator.log({ search: emailOf(ana.body) })).entries, [])
      assert.equal((await operator.log({ search: emailOf(bob.body) })).entries.length, 1, "and nobody else")
    })
  })
}

describe("who may do what", function () {
  this.timeout(40_000)
  // bcrypt of "password", as node-red admin hash-pw makes it
  const password = "$2b$08$rJjhr71ivrSSEyuCfY60rOCGOHAY5hIyKIzK0okWPQhRDBkB6LtHW"
  const users = [
    { username: "reader", password, permissions: "read" },
    { username: "owner", password, permissions: "*" },
  ]
  let nodeRed: NodeRed
  before(async () => {
    const settings = { adminAuth: { type: "credentials", users } }
    nodeRed = await NodeRed.start({
      version: "5",
      settings,
      flows: flow(inNode(beam, "seen"), collect("seen")),
    })
  })
  after(() => nodeRed?.stop())

  async function logIn(username: string): Promise<Operator> {
    const response = await fetch(nodeRed.adminUrl("/auth/token"), {
      method: "POST",
      body: new URLSearchParams({
        ...{ client_id: "node-red-admin", grant_type: "password", scope: "" },
        ...{ username, password: "password" },
      }),
    })
    const { access_token } = objectOf(await response.json())
    return new Operator(nodeRed, String(access_token))
  }

  it("nobody without logging in, a reader sees no guest and changes nothing, an owner everything", async () => {
    await send(nodeRed.url("/beam"), beam.fresh())
    const [stranger, reader, owner] = [new Operator(nodeRed), await logIn("reader"), await logIn("owner")]
    const [entry] = (await owner.log()).entries
    const delivery = { store: "", sequence: entry?.sequence }
    const asked = async (operator: Operator) => [
      (await operator.get("log")).status,
      (await operator.get("log", { search: "a" })).status,
      (await operator.get("endpoints")).status,
      (await operator.get("failed")).status,
      (await operator.post("delivery", delivery)).status,
      (await operator.post("delivery", { ...delivery, reveal: true })).status,
      (await operator.post("replay", { failed: true })).status,
      (await operator.post("test", { endpoint: "beam", sample: "customer.create, 101" })).status,
      (await operator.post("erase", { email: "nobody@example.com" })).status,
    ]
    assert.deepEqual(await asked(stranger), [401, 401, 401, 401, 401, 401, 401, 401, 401])
    assert.deepEqual(await asked(reader), [200, 401, 200, 200, 200, 401, 401, 401, 401])
    assert.deepEqual(await asked(owner), [200, 200, 200, 200, 200, 200, 200, 200, 200])
  })
})
it("endpoints work where there is no admin API", async function () {
  this.timeout(40_000)
  const flows = flow(inNode(purple, "seen"), collect("seen"))
  const nodeRed = await NodeRed.start({ version: "5", settings: { httpAdminRoot: false }, flows })
  try {
    assert.equal((await send(nodeRed.url("/purple"), purple.fresh())).status, 200)
  } finally {
    await nodeRed.stop()
  }
})
