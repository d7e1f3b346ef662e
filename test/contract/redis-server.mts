// A Redis or Valkey of the tests' own: on the loopback, with nothing on disk, gone when they have ended.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { createServer } from "node:net"

const programs = ["redis-server", "valkey-server"]

const running = new Set<ChildProcess>()
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL")
})

export class RedisServer {
  url = ""
  #process: ChildProcess | undefined

  /** Resolves to whether there is such a server here. */
  async start(): Promise<boolean> {
    const port = await freePort()
    for (const program of programs) {
      const child = spawn(
        program,
        ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        {
          stdio: ["ignore", "pipe", "ignore"],
        },
      )
      if (!(await isReady(child))) continue
      running.add(child)
      this.#process = child
      this.url = `redis://127.0.0.1:${port}`
      return true
    }
    return false
  }

  async stop(): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (!child || child.exitCode !== null) return
    const exit = once(child, "exit")
    child.kill("SIGTERM")
    await exit
    running.delete(child)
  }
}

async function isReady(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.once("error", () => resolve(false)).once("exit", () => resolve(false))
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      if (/ready to accept connections/i.test(text)) resolve(true)
    })
  })
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1")
  await once(probe, "listening")
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, "close")
  return port
}
