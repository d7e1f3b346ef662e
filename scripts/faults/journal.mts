// What came out where in a flow, and how often. The flow appends to a file, so that what it wrote survives a kill.
import { existsSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { FlowNode } from "../../test/support/node-red.mts"

const name = "journal"

/** Settings with which the nodes of `record` find their file: the user directory's. */
export const journalSettings = {
  logging: { console: { level: "info", metrics: false, audit: false } },
  functionGlobalContext: {
    record: (label: string, id: string) =>
      require("node:fs").appendFileSync(`${__dirname}/journal`, `${label} ${id}\n`),
  },
}

/** Writes down which event came by, before it passes it on. */
export function record(label: string, next: string[] = []): FlowNode {
  const func = `global.get("record")(${JSON.stringify(label)}, msg.payload.id)\nreturn msg`
  return { id: label, type: "function", func, outputs: 1, wires: [next] }
}

/** How often each event came by at each place. */
export type Tally = {
  emitted: Map<string, number>
  passed: Map<string, number>
  completed: Map<string, number>
}

export type Place = keyof Tally

/** The journal of one Node-RED, or of several that act as one. */
export class Journal {
  readonly #files: string[]

  constructor(userDirectories: string[]) {
    this.#files = userDirectories.map((folder) => join(folder, name))
  }

  read(): Tally {
    const tally: Tally = { emitted: new Map(), passed: new Map(), completed: new Map() }
    for (const line of this.#files.flatMap(linesOf)) {
      const [label = "", id = ""] = line.split(" ")
      if (isPlace(label)) tally[label].set(id, (tally[label].get(id) ?? 0) + 1)
    }
    return tally
  }

  /** Resolves when all these events have come out and nothing was written for a while, or when it takes too long. */
  async settled(ids: ReadonlySet<string>, quiet: number): Promise<void> {
    const deadline = Date.now() + 180_000
    let size = -1
    while (Date.now() < deadline) {
      if (this.#size() === size && missingIn(this.read().emitted, ids) === 0) return
      size = this.#size()
      await pause(quiet)
    }
  }

  #size(): number {
    return this.#files.reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0)
  }
}

/** How many of these events never came by. */
export function missingIn(counts: ReadonlyMap<string, number>, ids: ReadonlySet<string>): number {
  return [...ids].filter((id) => !counts.has(id)).length
}

/** How often events came by that had come by before. */
export function repeatsIn(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count - 1, 0)
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n") : []
}

function isPlace(label: string): label is Place {
  return label === "emitted" || label === "passed" || label === "completed"
}
