import { close, fdatasync, openSync } from "node:fs"
import { promisify } from "node:util"

const syncData = promisify(fdatasync)

/** Syncs to disk what somebody else writes to a file, without holding up the event loop. */
export class SyncFile {
  readonly #descriptor: number
  #pending: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.#descriptor = openSync(path, "r+")
  }

  /** Resolves once all that was written before is on disk. */
  sync(): Promise<void> {
    const synced = syncData(this.#descriptor)
    // Nothing of what came before stays in it: a chain of results would grow for ever.
    this.#pending = Promise.allSettled([this.#pending, synced]).then(() => {})
    return synced
  }

  /** Not under a sync that is going on: it would be told of whatever file gets the descriptor next. */
  close(): void {
    void this.#pending.then(() => close(this.#descriptor))
  }
}
