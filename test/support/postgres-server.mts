// A real PostgreSQL on a free port, with its data in a folder of its own.
import { execFileSync } from "node:child_process"
import { chownSync, globSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePorts } from "../start/free-ports.mts"
import { Program } from "./program.mts"

/** Debian keeps its programs out of the PATH, in a folder for each version. */
const [folder = ""] = globSync("/usr/lib/postgresql/*/bin").sort().reverse()

export const postgres = join(folder, "postgres")

/** PostgreSQL refuses to run as root. */
const isRoot = process.getuid?.() === 0

export class PostgresServer extends Program {
  readonly url: string

  private constructor(data: string, port: number) {
    const place = ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-k", data]
    const [program = "", ...args] = asPostgres(postgres, ...place)
    super({ program, args, ready: /ready to accept connections/ })
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`
  }

  static async create(): Promise<PostgresServer> {
    // Not below the project: the user postgres may not be let in there.
    const data = mkdtempSync(join(tmpdir(), "postgres-"))
    process.once("exit", () => rmSync(data, { recursive: true, force: true }))
    if (isRoot) chownSync(data, userId("-u"), userId("-g"))
    const [initdb = "", ...args] = asPostgres(join(folder, "initdb"), "-D", data, "--auth=trust", "--no-sync")
    execFileSync(initdb, [...args, "--username=postgres", "--encoding=UTF8", "--locale=C"], { cwd: data })
    const [port = 0] = await freePorts(1)
    return new PostgresServer(data, port)
  }

  /** By default without waiting for its clients to leave. */
  override stop(signal: NodeJS.Signals = "SIGINT"): Promise<void> {
    return super.stop(signal)
  }
}

function asPostgres(...command: string[]): string[] {
  if (!isRoot) return command
  return ["setpriv", `--reuid=${userId("-u")}`, `--regid=${userId("-g")}`, "--clear-groups", ...command]
}

function userId(which: "-u" | "-g"): number {
  return Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" }))
}
