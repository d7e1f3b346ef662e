// One core for the server, the other for the load: otherwise each would be measured against the other.
import { execFileSync } from "node:child_process"
import { availableParallelism } from "node:os"

const core = { server: 0, load: 1 } as const

/** All threads of a process, and what they start, from now on. */
export function pin(pid: number, to: keyof typeof core): void {
  if (availableParallelism() < 2 && to === "load") return // pinned already, by whoever runs this
  execFileSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(core[to]), String(pid)])
}
