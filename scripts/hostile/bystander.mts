// The good sender, as seen from the attack.
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"

/** The good sender's events since it was last asked; times in milliseconds. */
export interface Experience {
  events: number
  /** Of those, not answered 200. */
  refused: number
  median: number
  slowest: number
}

export class Bystander {
  readonly #process: ChildProcess

  constructor(url: string) {
    this.#process = fork(join(import.meta.dirname, "good-sender.mts"), [url])
  }

  async ask(): Promise<Experience> {
    const answer = once(this.#process, "message")
    this.#process.send("mark")
    const [experience] = await answer
    return experience
  }

  stop(): void {
    this.#process.disconnect()
  }
}
