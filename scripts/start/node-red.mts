import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { root } from "./package.mts"
import { host } from "./ports.mts"
import { StartError } from "./start-error.mts"

export type NodeRedOptions = {
  port: number
  userDirectory: string
  /** Where what it prints goes. */
  log: string
  environment: Record<string, string>
  /** A path that answers 200 once the flow is running. */
  readyPath: string
  stopped: AbortSignal
}

export type NodeRed = AsyncDisposable & {
  url: string
  /** Resolves when the process has ended, by itself or not. */
  ended: Promise<unknown>
}

const startLimit = 60_000
const stopLimit = 10_000

export async function startNodeRed(options: NodeRedOptions): Promise<NodeRed> {
  const child = launch(options)
  const url = `http://${host}:${options.port}`
  const nodeRed = { url, ended: once(child, "exit"), [Symbol.asyncDispose]: () => end(child) }
  try {
    await ready(child, url, options)
  } catch (error) {
    await end(child)
    throw error
  }
  return nodeRed
}

function launch({ port, userDirectory, log, environment }: NodeRedOptions): ChildProcess {
  const program = join(root, "node_modules", "node-red", "red.js")
  const settings = join(import.meta.dirname, "settings.cjs")
  const file = openSync(log, "w")
  const child = spawn(
    process.execPath,
    [program, "--settings", settings, "--userDir", userDirectory, "--port", String(port)],
    { cwd: userDirectory, env: { ...process.env, ...environment }, stdio: ["ignore", file, file, "ipc"] },
  )
  closeSync(file)
  return child
}

async function ready(
  child: ChildProcess,
  url: string,
  { readyPath, log, stopped }: NodeRedOptions,
): Promise<void> {
  const deadline = Date.now() + startLimit
  while (!(await answers(url + readyPath))) {
    if (hasEnded(child)) throw new StartError(`Node-RED ended. It said:\n${tail(log)}`)
    if (Date.now() > deadline) throw new StartError(`The flow did not start. Node-RED said:\n${tail(log)}`)
    await wait(200, undefined, { signal: stopped })
  }
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
  await response?.body?.cancel()
  return response?.ok ?? false
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const exit = once(child, "exit")
  child.kill("SIGTERM")
  const force = setTimeout(() => child.kill("SIGKILL"), stopLimit)
  await exit
  clearTimeout(force)
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

function tail(log: string): string {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-20).join("\n")
}
