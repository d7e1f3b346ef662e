// package.json promises a Node.js version; its node:sqlite and platform are not those of the Node that runs the tests.
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { objectOf } from "../support/event.mts"
import { collect, collectForEver, flow } from "../support/flow.mts"
import { type Request, send } from "../support/http.mts"
import { NodeRed } from "../support/node-red.mts"
import { npm, root, scratchFolder } from "../support/packed.mts"
import { beam, cloud4wi, purple, qr } from "../support/senders.mts"

const { engines } = objectOf(JSON.parse(readFileSync(join(root, "package.json"), "utf8")))
const oldest = `${String(objectOf(engines).node).replace(/^>=/, "")}.0`

/** The Node of that version, from the npm package that carries it; into its own folder, not the project above it. */
function install(version: string): string {
  const folder = scratchFolder("oldest-node")
  npm(["install", "--prefix", ".", "--no-save", "--loglevel=error", `node@~${version}`], folder)
  return join(folder, "node_modules", "node", "bin", "node")
}

const senders = [cloud4wi, purple, beam, qr]
const flows = flow(
  ...senders.flatMap(({ type, source, node: { credentials: _, ...node } }) => [
    { id: source, type, path: `/${source}`, wires: [[`${source}-dedupe`]], ...node },
    {
      id: `${source}-dedupe`,
      type: "dedupe",
      key: "event",
      window: "forever",
      commit: "complete",
      wires: [[`${source}-first`], []],
    },
    collect(`${source}-first`),
  ]),
  { id: "busy", type: "purple in", path: "/busy", wires: [["busy-events"]] },
  collectForEver("busy-events"),
)

describe("the oldest Node.js that package.json allows", function () {
  this.timeout(120_000)
  let nodeRed: NodeRed
  before(async () => {
    const node = install(oldest)
    assert.ok(execFileSync(node, ["--version"], { encoding: "utf8" }).startsWith(`v${oldest.slice(0, -2)}.`))
    nodeRed = await NodeRed.start({ version: "5", node })
    await nodeRed.deploy(flows)
  })
  after(() => nodeRed?.stop())

  async function post(path: string, request: Request): Promise<Record<string, unknown>> {
    const answer = await send(nodeRed.url(`/${path}`), request)
    assert.equal(answer.status, 200, answer.text)
    return objectOf(answer.json)
  }

  for (const sender of senders) {
    it(`receives, keeps and passes on the events of ${sender.type}, once`, async () => {
      const request = sender.fresh()
      const { id } = await post(sender.source, request)
      const { message } = await nodeRed.take(`${sender.source}-first`)
      assert.equal(objectOf(message.payload).id, id)
      assert.deepEqual(await post(sender.source, request), { id, duplicate: true })
    })
  }

  it("emits again after a crash what no flow has finished", async () => {
    const { id } = await post("busy", purple.fresh())
    await nodeRed.take("busy-events")
    await nodeRed.restart("SIGKILL")
    const { message } = await nodeRed.take("busy-events")
    assert.deepEqual([objectOf(message.payload).id, objectOf(message.webhook).attempt], [id, 2])
  })
})
