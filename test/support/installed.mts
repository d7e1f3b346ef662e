import { spawnSync } from "node:child_process"
import type { Context } from "mocha"

/** Skips the tests that follow where a program that they start is not installed; in CI they fail then. */
export function needs(context: Context, ...programs: string[]): void {
  const missing = programs.filter((program) => spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0)
  if (missing.length > 0 && !process.env.CI) context.skip()
}
