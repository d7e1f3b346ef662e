import { once } from "node:events"
import { createServer } from "node:net"

/**
 * Below those that a system gives to whoever wants any (Linux from 32768 on): so nobody takes one while its server is
 * away. Each worker of `npm test` has some for itself.
 */
const own = { first: 20_000 + (Number(process.env.MOCHA_WORKER_ID ?? 0) % 6) * 2_000, count: 2_000 }

/** Not the same at once after another run on this machine. */
let next = Math.floor(Math.random() * own.count)

/** As many ports that nobody listens on, all different, and not given again soon. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  for (let tries = 0; ports.length < count; tries++) {
    if (tries === own.count) throw new Error("no port is free")
    const port = own.first + (next++ % own.count)
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1")
  try {
    await once(server, "listening")
  } catch {
    return false
  }
  server.close()
  await once(server, "close")
  return true
}
