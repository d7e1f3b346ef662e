// Stores may share a file, as the built-in one and a new `webhook store` do: neither forgets what the other keeps.
import assert from "node:assert/strict"
import { isEvent, objectOf } from "../support/event.mts"
import { collect, collectForEver, flow } from "../support/flow.mts"
import { type Request, send } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { purple } from "../support/senders.mts"

/** Every property as the editor proposes it, so its file is the built-in store's. */
const named: FlowNode = { id: "named", type: "webhook store", name: "", kind: "sqlite", path: "" }

const stores = ["", named.id]

function receiver(id: string, store: string, handles: typeof collect): FlowNode[] {
  const own = { id, type: "purple in", name: "", path: `/${id}`, store, wires: [[`${id}-events`]] }
  return [own, handles(`${id}-events`)]
}

const finished = (store: string) => `finished${store}`
const unfinished = (store: string) => `unfinished${store}`

const flows = flow(
  named,
  ...stores.flatMap((store) => receiver(finished(store), store, collect)),
  ...stores.flatMap((store) => receiver(unfinished(store), store, collectForEver)),
)

for (const version of versions) {
  describe(`two stores on one file, Node-RED ${version}`, function () {
    this.timeout(30_000)
    let nodeRed: NodeRed
    const handled: { name: string; request: Request }[] = []
    const waiting: { name: string; id: unknown }[] = []

    /** Resolves to the event's id once it is in its flow. */
    async function post(name: string, request: Request): Promise<unknown> {
      const answer = await send(nodeRed.url(`/${name}`), request)
      assert.equal(answer.status, 200, answer.text)
      const { id } = objectOf(answer.json)
      await nodeRed.take(`${name}-events`, isEvent(id))
      return id
    }

    before(async () => {
      nodeRed = await NodeRed.start({ version })
      await nodeRed.deploy(flows)
      for (let round = 0; round < 3; round += 1) {
        for (const store of stores) {
          const name = unfinished(store)
          waiting.push({ name, id: await post(name, purple.fresh()) })
          const request = purple.fresh()
          await post(finished(store), request)
          handled.push({ name: finished(store), request })
        }
      }
      await nodeRed.restart("SIGKILL")
    })
    after(() => nodeRed?.stop())

    it("emit again after a crash what the flows of either had not finished", async () => {
      for (const { name, id } of waiting) {
        const { message } = await nodeRed.take(`${name}-events`)
        assert.equal(objectOf(message.payload).id, id, "oldest first")
        assert.equal(objectOf(message.webhook).redelivered, true)
      }
    })

    it("both know after a crash what they have seen", async () => {
      for (const { name, request } of handled) {
        const { json } = await send(nodeRed.url(`/${name}`), request)
        assert.equal(objectOf(json).duplicate, true, name)
      }
    })
  })
}
