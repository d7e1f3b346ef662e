// A server under load: a process on a core of its own with the probe in it.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { connect } from "node:net"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { z } from "zod"
import { NodeRed, type NodeRedOptions } from "../test/support/node-red.mts"
import { scratchFolder } from "../test/support/packed.mts"
import { pin } from "./pin.mts"
import type { Reading } from "./probe.mts"

/** Where profiles of the servers' processors go (node --cpu-prof), if anywhere. */
const profiles = process.env.BENCH_PROFILES

export interface Server {
  origin: string
  /** What it took since it was last asked. */
  read(): Promise<Reading>
  stop(): Promise<void>
}

const address = z.object({ port: z.number() })

/** Starts a script of servers/, which sends its address. */
export async function startScript(name: string): Promise<Server> {
  const probe = new Probe()
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, "servers", `${name}.mts`)], {
    env: { ...process.env, ...probe.environment },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  const [message] = await once(child, "message")
  await probe.pin()
  return {
    origin: `http://127.0.0.1:${address.parse(message).port}`,
    read: () => probe.read(),
    async stop() {
      const exit = once(child, "exit")
      child.kill()
      await exit
    },
  }
}

export async function startNodeRed(
  options: Omit<NodeRedOptions, "version">,
  nodeOptions: readonly string[] = [],
): Promise<Server> {
  const probe = new Probe(nodeOptions)
  const nodeRed = await NodeRed.start({
    version: "5",
    settings: { logging: { console: { level: "info", metrics: false, audit: false } } },
    environment: probe.environment,
    patience: 60_000,
    ...options,
  })
  await probe.pin()
  return { origin: nodeRed.origin, read: () => probe.read(), stop: () => nodeRed.stop() }
}

class Probe {
  readonly environment: Record<string, string>
  readonly #socket = join(scratchFolder("probe"), "socket")

  constructor(nodeOptions: readonly string[] = []) {
    const profile = profiles ? ["--cpu-prof", `--cpu-prof-dir=${profiles}`] : []
    const options = [`--import=${join(import.meta.dirname, "probe.mts")}`, ...profile, ...nodeOptions]
    this.environment = { NODE_OPTIONS: options.join(" "), BENCH_PROBE: this.#socket }
  }

  async read(): Promise<Reading> {
    return JSON.parse(await text(connect(this.#socket)))
  }

  async pin(): Promise<void> {
    const { pid } = await this.read()
    pin(pid, "server")
  }
}
