// npm start (README.md) as people use it: a process at a terminal, from its arguments to its exit code.
import assert from "node:assert/strict"
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { connect, createServer } from "node:net"
import { join } from "node:path"
import type { Mail } from "../../scripts/start/inbox.mts"
import { packedPackage, root, scratchFolder } from "../support/packed.mts"
import { freePorts } from "./free-ports.mts"

const script = join(root, "scripts", "start.mts")

type Ports = [editor: number, inbox: number, smtp: number]

class Start {
  output = ""
  readonly #process
  readonly #ended: Promise<unknown[]>

  constructor(args: string[]) {
    this.#process = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] })
    this.#ended = once(this.#process, "close")
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        this.output += chunk
      })
    }
  }

  async exitCode(): Promise<unknown> {
    const [code] = await this.#ended
    return code
  }

  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      const [gone] = await Promise.race([once(this.#process.stdout, "data"), this.#ended.then(() => [null])])
      if (gone === null) assert.fail(`it ended before it said "${text}":\n${this.output}`)
    }
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.#process.kill("SIGINT")
  }
}

describe("npm start", function () {
  this.timeout(120_000)
  const directory = scratchFolder("start")
  let ports: Ports
  let running: Start | undefined
  beforeEach(async () => {
    const [editor = 0, inbox = 0, smtp = 0] = await freePorts(3)
    ports = [editor, inbox, smtp]
  })
  afterEach(async () => {
    running?.interrupt()
    await running?.exitCode()
  })

  function start(...args: string[]): Start {
    const [editor, inbox, smtp] = ports.map(String)
    running = new Start([
      ...["--port", `${editor}`, "--inbox-port", `${inbox}`, "--smtp-port", `${smtp}`],
      ...["--package", packedPackage().tarball, "--directory", directory],
      ...args,
    ])
    return running
  }

  it("--demo shows one mail for each guest who agreed, none for repeats, and ends with 0", async () => {
    const demo = start("--demo")
    assert.equal(await demo.exitCode(), 0, demo.output)
    const mails = demo.output.matchAll(/Mail to (\S+): Welcome/g)
    assert.deepEqual(Array.from(mails, ([, to]) => to).sort(), [
      "ana@example.com",
      "carla@example.com",
      "lucia@example.com",
    ])
    assert.match(demo.output, /repeat/)
    assert.equal(demo.output.match(/✓ No more mails/g)?.length, 2)
    await assertNothingListens()
  })

  it("prints curl lines that work when pasted, and ends with all it started on Ctrl-C", async function () {
    if (process.platform === "win32") this.skip()
    const [, inbox] = ports
    const started = start()
    await started.says("Running until you press Ctrl-C")
    const lines = started.output.split("\n").filter((line) => line.startsWith("curl "))
    assert.equal(lines.length, 5)
    for (const line of lines)
      assert.match(execFileSync("sh", ["-c", line], { encoding: "utf8" }), /^\{"id":"\w{32}"\}$/)
    assert.deepEqual(await recipients(`http://127.0.0.1:${inbox}/mails.json`, 2), [
      "ana@example.com",
      "lucia@example.com",
    ])
    started.interrupt()
    assert.equal(await started.exitCode(), 0, started.output)
    await assertNothingListens()
  })

  it("says which ports are taken and how to choose others, before it does anything else", async () => {
    const [editor, , smtp] = ports
    const others = [editor, smtp].map((port) => createServer().listen(port, "127.0.0.1"))
    await Promise.all(others.map((server) => once(server, "listening")))
    const fresh = join(directory, "never-made")
    const refused = start("--directory", fresh)
    const code = await refused.exitCode()
    for (const server of others) server.close()
    assert.equal(code, 1)
    assert.match(refused.output, new RegExp(`Port ${editor}, .* in use.* --port `))
    assert.match(refused.output, new RegExp(`Port ${smtp}, .* in use.* --smtp-port `))
    assert.doesNotMatch(refused.output, /--inbox-port/)
    assert.equal(existsSync(fresh), false)
  })

  it("refuses one port for two things", async () => {
    const [port] = ports
    const refused = new Start(["--port", `${port}`, "--smtp-port", `${port}`])
    assert.equal(await refused.exitCode(), 1)
    assert.match(refused.output, /--smtp-port/)
  })

  for (const args of [["--port", "http"], ["--smtp-port", "70000"], ["--prot", "1880"], ["demo"]]) {
    it(`refuses ${args.join(" ")} and says why in a line or two`, async () => {
      const refused = new Start(args)
      assert.equal(await refused.exitCode(), 1)
      assert.match(refused.output, new RegExp(args.at(-1) === "1880" ? "--prot" : `${args.at(-1)}`))
      assert.ok(refused.output.trim().split("\n").length <= 3, refused.output)
    })
  }

  it("--help lists every option", async () => {
    const help = new Start(["--help"])
    assert.equal(await help.exitCode(), 0)
    for (const option of ["--demo", "--keep", "--port", "--inbox-port", "--smtp-port"]) {
      assert.ok(help.output.includes(`  ${option}`), option)
    }
  })

  async function assertNothingListens(): Promise<void> {
    for (const port of ports) {
      const [error] = await once(connect(port, "127.0.0.1"), "error")
      assert.match(String(error), /ECONNREFUSED/)
    }
  }
})

/** Whom mails have reached, once there are so many. */
async function recipients(url: string, count: number): Promise<string[]> {
  for (const deadline = Date.now() + 10_000; ; ) {
    const mails: Mail[] = JSON.parse(await (await fetch(url)).text())
    if (mails.length >= count || Date.now() > deadline) return mails.flatMap(({ to }) => to).sort()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
