// A real redis-server, on a free port and in a folder of its own, that comes back with its data when it is stopped.
import { spawnSync } from "node:child_process"
import { Redis } from "ioredis"
import { freePorts } from "../start/free-ports.mts"
import { scratchFolder } from "./packed.mts"
import { Program } from "./program.mts"

/** Redis, or Valkey where only that is installed. */
export const redis =
  ["redis-server", "valkey-server"].find((program) => spawnSync(program, ["--version"]).status === 0) ??
  "redis-server"

/** What docs/reliability.md recommends: whatever it has confirmed is on disk, and it never drops a key for another. */
const durable = ["--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"]

/** A replica need not wait for others that might come. */
const prompt = ["--repl-diskless-sync-delay", "0"]

export class RedisServer extends Program {
  readonly url: string

  private constructor(port: number, password: string) {
    const place = ["--bind", "127.0.0.1", "--port", String(port), "--dir", scratchFolder("redis")]
    const authentication = password === "" ? [] : ["--requirepass", password]
    const args = [...place, "--save", "", ...durable, ...prompt, ...authentication]
    super({ program: redis, args, ready: /ready to accept connections/i })
    this.url = `redis://127.0.0.1:${port}`
  }

  /** Started again, it is on the same port and has what it kept. */
  static async start({ password = "" } = {}): Promise<RedisServer> {
    const [port = 0] = await freePorts(1)
    const server = new RedisServer(port, password)
    await server.start()
    return server
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
}
