import { once } from "node:events"
import { createServer } from "node:net"
import { type Ports, portOptions } from "./command-line.mts"
import { StartError } from "./start-error.mts"

export const host = "127.0.0.1"

const roles = ["editor", "inbox", "smtp"] as const

/** Says which ports cannot be had, all of them at once, before anything is built or started. */
export async function assertPortsFree(ports: Ports): Promise<void> {
  const taken = await Promise.all(roles.map((role) => problemWith(role, ports)))
  const problems = taken.filter((problem) => problem !== undefined)
  if (problems.length > 0) throw new StartError(problems.join("\n"))
}

async function problemWith(role: keyof Ports, ports: Ports): Promise<string | undefined> {
  const { option, title } = portOptions[role]
  const port = ports[role]
  const code = isAskedForEarlier(role, ports) ? "EADDRINUSE" : await listenError(port)
  if (code === undefined) return undefined
  const reason = code === "EADDRINUSE" ? "is already in use" : `cannot be used (${code})`
  return `Port ${port}, for ${title}, ${reason}. Choose another: npm start -- --${option} ${suggest(port)}`
}

function isAskedForEarlier(role: keyof Ports, ports: Ports): boolean {
  return roles.find((other) => ports[other] === ports[role]) !== role
}

function suggest(port: number): number {
  return port < 1024 ? port + 8000 : port === 65535 ? port - 1 : port + 1
}

async function listenError(port: number): Promise<string | undefined> {
  const server = createServer().listen(port, host)
  try {
    await once(server, "listening")
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error)
  }
  server.close()
  await once(server, "close")
  return undefined
}
