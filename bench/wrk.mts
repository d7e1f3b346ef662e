// The load: wrk, which sends the next request on a connection as soon as the last is answered.
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { z } from "zod"
import type { Prepared } from "./requests.mts"

const result = z.object({
  requests: z.number(),
  seconds: z.number(),
  /** Milliseconds. */
  p50: z.number(),
  p99: z.number(),
  p999: z.number(),
  /** Answers other than 2xx and 3xx. */
  refused: z.number(),
  broken: z.number(),
})

export type LoadResult = z.infer<typeof result>

export async function load(
  url: string,
  { file, length }: Prepared,
  connections: number,
  seconds: number,
): Promise<LoadResult> {
  const script = join(import.meta.dirname, "wrk.lua")
  const size = [
    "--threads",
    "1",
    "--timeout",
    "10s",
    "--connections",
    String(connections),
    "--duration",
    `${seconds}s`,
  ]
  const { stdout } = await promisify(execFile)("wrk", [
    ...[...size, "--latency", "--script", script, url],
    ...["--", file, String(length)],
  ])
  return result.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""))
}
