// What the pages say to type and to set, typed and set.
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { createHmac } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Redis } from "ioredis"
import { freePorts } from "../start/free-ports.mts"
import { collect, flow } from "../support/flow.mts"
import { send } from "../support/http.mts"
import { needs } from "../support/installed.mts"
import { NodeRed } from "../support/node-red.mts"
import { scratchFolder } from "../support/packed.mts"
import { Program } from "../support/program.mts"
import { beamSignature } from "../support/senders.mts"
import { blockOf, blocksOf } from "./blocks.mts"

const path = "/webhooks/purple/q7d0m3xk9v2h5s8c"
const flows = flow(
  { id: "purple", type: "purple in", path, store: "", wires: [["events"]] },
  collect("events"),
)

describe("commands in the pages", function () {
  this.timeout(60_000)
  const folder = scratchFolder("commands")
  let nodeRed: NodeRed
  before(async function () {
    needs(this, "curl", "openssl", "redis-server")
    // docs/security.md
    const settings: Record<string, unknown> = new Function(
      `return {${blockOf("docs/security.md", "Limits")}}`,
    )()
    nodeRed = await NodeRed.start({ version: "5", flows, settings })
  })
  after(() => nodeRed?.stop())

  function run(command: string, env: Record<string, string> = {}): string {
    const here = command
      .replaceAll("https://wifi.example.com", nodeRed.origin)
      .replaceAll("http://127.0.0.1:1880", nodeRed.origin)
    const options = { encoding: "utf8", cwd: folder, stdio: "pipe", env: { ...process.env, ...env } } as const
    return execFileSync("sh", ["-c", here], options)
  }

  it("docs/security.md: the settings are taken", async () => {
    const answer = await send(nodeRed.adminUrl("/guest-webhooks/endpoints"), { method: "GET" })
    assert.equal(Object(answer.json).publicUrl, "https://wifi.example.com")
  })

  it("docs/getting-started.md: a first event, and the same again", async () => {
    const command = blockOf("docs/getting-started.md", "3. The first event")
    const first = run(command)
    assert.match(first, /^HTTP\/1.1 200 OK\r\n.*wifiWebhookListener: 1\r\n.*\{"id":"\w{32}"\}$/is)
    const { message } = await nodeRed.take("events")
    assert.equal(Object(message.payload).guest.email, "ana@example.com")
    assert.match(run(command), /"duplicate":true/)
    assert.equal(blockOf("docs/it/getting-started.md", "3. Il primo evento"), command)
  })

  it("docs/operating.md: the log, what failed once more, a guest erased", () => {
    const page = "docs/operating.md"
    assert.deepEqual(JSON.parse(run(blockOf(page, "The log"))).entries, [])
    assert.deepEqual(JSON.parse(run(blockOf(page, "Once more"))), { replayed: 0 })
    assert.equal(JSON.parse(run(blockOf(page, "Erasing a guest"))).deliveries, 1)
    assert.equal(JSON.parse(run(blockOf("docs/security.md", "Guests' data (GDPR)"))).deliveries, 0)
  })

  it("docs/verify-signature.md: GitHub's and BEAM's signatures of a file", () => {
    const body = '{"zen":"Keep it logically awesome."}\r\n'
    writeFileSync(join(folder, "body.json"), body)
    const [github, beam] = blocksOf("docs/verify-signature.md").map(({ text }) =>
      run(text, { API_KEY: "key" }),
    )
    assert.equal(github, `sha256=${createHmac("sha256", "s3cret").update(body).digest("hex")}\n`)
    assert.equal(beam, `${beamSignature(body, "key")}\n`)
  })

  it("docs/reliability.md: Redis takes the lines", async () => {
    const [port = 0] = await freePorts(1)
    const file = join(folder, "redis.conf")
    writeFileSync(
      file,
      `${blockOf("docs/reliability.md", "Redis")}\nbind 127.0.0.1\nport ${port}\ndir ${folder}\n`,
    )
    const server = new Program({
      program: "redis-server",
      args: [file],
      ready: /Ready to accept connections/,
    })
    await server.start()
    const client = new Redis(port, "127.0.0.1")
    const { appendonly, appendfsync } = Object.fromEntries(pairs(await client.config("GET", "append*")))
    const policy = await client.config("GET", "maxmemory-policy")
    client.disconnect()
    await server.stop()
    assert.deepEqual(
      [appendonly, appendfsync, pairs(policy)],
      ["yes", "always", [["maxmemory-policy", "noeviction"]]],
    )
  })
})

/** Redis answers names and values in turn. */
function pairs(answer: unknown): string[][] {
  assert.ok(Array.isArray(answer))
  return answer.flatMap((name, index) => (index % 2 === 0 ? [[name, answer[index + 1]]] : []))
}
