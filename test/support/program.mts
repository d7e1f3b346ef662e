// A server of another project's, run by the tests as they need it: ready when it says so, stopped and started again.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"

export interface Command {
  program: string
  args: readonly string[]
  /** What it prints, to either stream, when it takes connections. */
  ready: RegExp
  env?: Record<string, string>
}

/** However the tests end, no process stays behind. */
const running = new Set<ChildProcess>()
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL")
})

export class Program {
  /** All it has printed, over restarts too. */
  output = ""
  readonly #command: Command
  #process: ChildProcess | undefined

  constructor(command: Command) {
    this.#command = command
  }

  /** Starts it; resolves when it is ready. */
  async start(): Promise<void> {
    const { program, args, ready, env } = this.#command
    const child = spawn(program, [...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    })
    this.#process = child
    running.add(child)
    child.once("exit", () => running.delete(child))
    const start = this.output.length
    await new Promise<void>((resolve, reject) => {
      const isReady = (chunk: string) => {
        this.output += chunk
        if (ready.test(this.output.slice(start))) resolve()
      }
      child.stdout.setEncoding("utf8").on("data", isReady)
      child.stderr.setEncoding("utf8").on("data", isReady)
      child.once("error", reject)
      child.once("exit", () => reject(new Error(`${program} did not start:\n${this.output.slice(start)}`)))
    })
  }

  /** Ends it; resolves when it has ended. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, "exit")
    child.kill(signal)
    await exit
  }
}
