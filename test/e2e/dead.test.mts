// What a flow has failed on for good is kept, can be seen, and can be emitted again by whoever may.
import assert from "node:assert/strict"
import { objectOf } from "../support/event.mts"
import { catchErrors, collect, flow } from "../support/flow.mts"
import { send } from "../support/http.mts"
import { NodeRed, versions } from "../support/node-red.mts"
import { purple } from "../support/senders.mts"

const failsOnce =
  'if (context.get("tries") === undefined) { context.set("tries", 1); throw new Error("no") }\nreturn msg'

function receiver(kind: string) {
  return [
    { id: `${kind}-store`, type: "webhook store", kind, path: `${kind}.sqlite`, retries: 0, quiet: 3600 },
    {
      id: kind,
      type: "purple in",
      path: `/${kind}`,
      store: `${kind}-store`,
      wires: [[`${kind}-work`]],
      x: 1,
      y: 1,
    },
    {
      id: `${kind}-work`,
      type: "function",
      func: failsOnce,
      outputs: 1,
      initialize: "",
      finalize: "",
      libs: [],
      wires: [[`${kind}-done`]],
      x: 1,
      y: 1,
    },
    collect(`${kind}-done`),
    ...catchErrors(`${kind}-errors`, [`${kind}-work`]).map((node) => ({ ...node, x: 1, y: 1 })),
  ]
}

const kinds = ["sqlite", "memory"]
const flows = flow(...kinds.flatMap(receiver))

for (const version of versions) {
  describe(`dead events, Node-RED ${version}`, function () {
    this.timeout(40_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
      await nodeRed.deploy(flows)
    })
    after(() => nodeRed?.stop())

    async function dead(store: string): Promise<Record<string, unknown>[]> {
      const response = await fetch(nodeRed.adminUrl("/guest-webhooks/dead"))
      assert.equal(response.status, 200)
      const list: unknown = await response.json()
      assert.ok(Array.isArray(list))
      return list.map(objectOf).filter((delivery) => delivery.store === store)
    }

    async function replay(wanted: unknown): Promise<number> {
      const response = await fetch(nodeRed.adminUrl("/guest-webhooks/replay"), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(wanted),
      })
      return response.status
    }

    for (const kind of kinds) {
      it(`are listed without their content and replayed, ${kind}`, async () => {
        const answer = await send(nodeRed.url(`/${kind}`), purple.fresh())
        const { id } = objectOf(answer.json)
        await nodeRed.take(`${kind}-errors`)
        let list = await dead(`${kind}-store`)
        for (let tries = 0; list.length === 0 && tries < 100; tries += 1) list = await dead(`${kind}-store`)
        const [delivery] = list
        assert.ok(delivery, "nothing dead is listed")
        assert.deepEqual([delivery.id, delivery.endpoint], [id, kind])
        assert.match(String(delivery.reason), /no/)
        assert.doesNotMatch(JSON.stringify(list), /example\.com/)

        const wanted = { store: `${kind}-store`, sequence: delivery.sequence }
        assert.equal(await replay(wanted), 200)
        const { message } = await nodeRed.take(`${kind}-done`)
        assert.equal(objectOf(message.payload).id, id)
        assert.equal(objectOf(message.webhook).redelivered, true)
        assert.deepEqual(await dead(`${kind}-store`), [])
        assert.equal(await replay(wanted), 404, "it is not dead any more")
      })
    }

    it("are named exactly, or nothing is replayed", async () => {
      assert.equal(await replay({ store: "sqlite-store" }), 400)
      assert.equal(await replay({ store: "none", sequence: 1 }), 404)
    })
  })

  it(`endpoints work where there is no admin API, Node-RED ${version}`, async function () {
    this.timeout(40_000)
    const nodeRed = await NodeRed.start({ version, settings: { httpAdminRoot: false }, flows })
    try {
      assert.equal((await send(nodeRed.url("/memory"), purple.fresh())).status, 200)
    } finally {
      await nodeRed.stop()
    }
  })
}
