import assert from "node:assert/strict"
import { setTimeout as pause } from "node:timers/promises"

/** Waits for a condition; fails with these words if it has not come within `limit` milliseconds. */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  otherwise: string,
  limit = 20_000,
): Promise<void> {
  for (const deadline = performance.now() + limit; !(await isTrue()); await pause(20)) {
    if (performance.now() > deadline) assert.fail(otherwise)
  }
}
