import { once } from "node:events"
import { createServer } from "node:net"

/** As many ports that nobody listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"))
  await Promise.all(servers.map((server) => once(server, "listening")))
  const ports = servers.map((server) => {
    const address = server.address()
    if (typeof address !== "object" || address === null) throw new Error("no port")
    return address.port
  })
  await Promise.all(servers.map((server) => server.close()).map((server) => once(server, "close")))
  return ports
}
