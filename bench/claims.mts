// What a claim costs where many keys are remembered already.
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { z } from "zod"

const result = z.object({
  store: z.string(),
  keys: z.number(),
  /** Milliseconds until the store could be used. */
  open: z.number(),
  /** Claims per second, so many at once. */
  claims: z.number(),
  /** Microseconds of the processor for each. */
  cpu: z.number(),
  /** Bytes. */
  memoryGrowth: z.number(),
  file: z.number(),
  /** The longest pause of the event loop, in milliseconds, while keys were claimed. */
  pause: z.number(),
  /** While expired keys were removed, too, how many a second. */
  sweepPause: z.number().nullable(),
  swept: z.number().nullable(),
})

export type ClaimsResult = z.infer<typeof result>

/** In a process of its own, which begins with nothing. */
export async function measureClaims(store: "memory" | "sqlite", keys: number): Promise<ClaimsResult> {
  const script = join(import.meta.dirname, "servers", "claims.mts")
  const { stdout } = await promisify(execFile)(
    "taskset",
    ["--cpu-list", "0", process.execPath, script, store, String(keys)],
    { maxBuffer: 1e8 },
  )
  return result.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""))
}
