import { spawn } from "node:child_process"
import { once } from "node:events"
import { StartError } from "./start-error.mts"

export type Run = { cwd: string; stopped: AbortSignal }

/** Runs a program to its end and gives what it wrote; what it complained of is shown only if it failed. */
async function run(program: string, args: string[], { cwd, stopped }: Run, shell = false): Promise<string> {
  const child = spawn(program, args, { cwd, shell, signal: stopped, stdio: ["ignore", "pipe", "pipe"] })
  const output: Buffer[] = []
  const complaints: Buffer[] = []
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk))
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk))
  const [code] = await once(child, "close")
  stopped.throwIfAborted()
  if (code === 0) return Buffer.concat(output).toString()
  const said = Buffer.concat([...output, ...complaints])
    .toString()
    .trim()
  throw new StartError(`${[program, ...args].join(" ")} failed (${code}) in ${cwd}:\n${said}`)
}

export function runNode(script: string, options: Run): Promise<string> {
  return run(process.execPath, [script], options)
}

/** On Windows npm is a batch file, which only a shell can run. */
export function runNpm(args: string[], options: Run): Promise<string> {
  return run("npm", args, options, process.platform === "win32")
}
