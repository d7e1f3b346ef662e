// A real redis-server, on a free port and in a folder of its own, that comes back with its data when it is stopped.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { createInterface } from "node:readline"
import { Redis } from "ioredis"
import { scratchFolder } from "./packed.mts"

/** However the tests end, no process stays behind. */
const running = new Set<ChildProcess>()
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL")
})

/** What docs/reliability.md recommends: whatever it has confirmed is on disk, and it never drops a key for another. */
const durable = ["--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"]

/** A replica need not wait for others that might come. */
const prompt = ["--repl-diskless-sync-delay", "0"]

export class RedisServer {
  readonly url: string
  readonly #arguments: readonly string[]
  #process: ChildProcess | undefined

  private constructor(port: number, password: string) {
    this.url = `redis://127.0.0.1:${port}`
    const place = ["--bind", "127.0.0.1", "--port", String(port), "--dir", scratchFolder("redis")]
    const authentication = password === "" ? [] : ["--requirepass", password]
    this.#arguments = [...place, "--save", "", ...durable, ...prompt, ...authentication]
  }

  static async start({ password = "" } = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), password)
    await server.start()
    return server
  }

  /** Starts it, again on the same port and with what it kept; resolves when it takes connections. */
  async start(): Promise<void> {
    const child = spawn("redis-server", [...this.#arguments], { stdio: ["ignore", "pipe", "inherit"] })
    this.#process = child
    running.add(child)
    child.once("exit", () => running.delete(child))
    let isReady = false
    for await (const line of createInterface({ input: child.stdout })) {
      isReady = line.includes("Ready to accept connections")
      if (isReady) break
    }
    child.stdout.resume()
    if (!isReady) throw new Error("redis-server did not start")
  }

  /** Becomes the replica of another: it refuses writes, and is to have all that the other has. */
  async follow(master: RedisServer): Promise<void> {
    const { hostname, port } = new URL(master.url)
    await this.#ask((client) => client.replicaof(hostname, port))
  }

  /** Is a replica no more. */
  async promote(): Promise<void> {
    await this.#ask((client) => client.replicaof("NO", "ONE"))
  }

  /** Resolves when a replica has all that was written here by now. */
  async copied(): Promise<void> {
    await this.#ask(async (client) => {
      await client.set("copied", "")
      await client.wait(1, 0)
    })
  }

  async #ask(question: (client: Redis) => Promise<unknown>): Promise<void> {
    const client = new Redis(this.url)
    try {
      await question(client)
    } finally {
      client.disconnect()
    }
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (!child || child.exitCode !== null) return
    const exit = once(child, "exit")
    child.kill(signal)
    await exit
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (address === null || typeof address === "string") throw new Error("no port")
  return address.port
}
