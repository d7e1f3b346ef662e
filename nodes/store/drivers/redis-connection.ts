import { createHash } from "node:crypto"
import { once } from "node:events"
import type { Redis } from "ioredis"
import { SettingError, WebhookError } from "../../shared/core/errors"
import { SCRIPTS } from "./redis-scripts"

/** Where the server is; `prefix` begins every key. The URL is redis:// or rediss:// (TLS). */
export type RedisLocation = { url: string; prefix: string; username: string; password: string }

type Argument = string | number | Buffer
type ScriptName = keyof typeof SCRIPTS

export type StreamEntry = { id: string; fields: Record<string, Buffer> }

/** Milliseconds: for an answer, for a connection when a request needs one, and between two tries to connect. */
const TIMEOUT = { command: 5_000, ready: 2_000, longestPause: 2_000 }

/**
 * What a server says that is a replica since a failover, and one that has lost everything: a new connection leads to
 * the new master, and prepares an empty server. Redis 6.2 says so of a script in the middle of the line.
 */
const TO_CONNECT_AGAIN = /\b(?:READONLY|NOGROUP)\b/

const SHA: Record<string, string> = Object.fromEntries(
  Object.entries(SCRIPTS).map(([name, { lua }]) => [name, createHash("sha1").update(lua).digest("hex")]),
)

/** A connection that comes back by itself. Without it every request fails at once with `store-unavailable`. */
export class RedisConnection {
  readonly client: Redis
  readonly place: string
  readonly #prefix: string
  readonly #prepare: () => Promise<void>
  #prepared: Promise<void> | undefined
  #waiting: Promise<void> | undefined
  #lastError: unknown
  #closed = false

  /** @param prepare done on every new connection, before it is used for anything else */
  constructor({ url, prefix, username, password }: RedisLocation, prepare: () => Promise<void>) {
    this.#prefix = prefix
    this.#prepare = prepare
    const address = new URL(url)
    this.place = `${address.protocol}//${address.host}${address.pathname} ${prefix}`
    this.client = new (ioredis().Redis)(url, {
      ...(username && { username }),
      ...(password && { password }),
      commandTimeout: TIMEOUT.command,
      // A request that waits for a reconnection would be answered too late; a vendor comes again.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 100, TIMEOUT.longestPause),
      reconnectOnError: (error) => TO_CONNECT_AGAIN.test(error.message),
    })
    this.client.on("error", (error) => {
      this.#lastError = error
    })
    this.client.on("ready", () => {
      this.#prepared = this.#prepareConnection()
    })
    this.client.on("close", () => {
      this.#prepared = undefined
    })
  }

  get isConnected(): boolean {
    return this.client.status === "ready"
  }

  /** All keys share one hash tag, so that a cluster keeps them together. */
  key(...parts: string[]): string {
    return [`{${this.#prefix}}`, ...parts].join(":")
  }

  /** Resolves once the connection can be used; rejects with `store-unavailable` where it cannot be had in time. */
  async ready(): Promise<void> {
    if (this.#closed) throw new WebhookError("shutting-down")
    if (!this.#prepared && this.client.status !== "ready") await this.#whenReady()
    try {
      await this.#prepared
    } catch (cause) {
      throw unavailable(cause)
    }
  }

  async send([command, ...args]: [string, ...Argument[]]): Promise<unknown> {
    await this.ready()
    try {
      return await this.client.call(command, args)
    } catch (cause) {
      throw unavailable(cause)
    }
  }

  /** Runs a script, by its hash where the server knows it. */
  async run(name: ScriptName, keys: string[], args: Argument[]): Promise<unknown> {
    await this.ready()
    try {
      return await this.#evaluate(name, [keys.length, ...keys, ...args])
    } catch (cause) {
      throw unavailable(cause)
    }
  }

  /** A stream's entry of that id, or undefined. */
  async readEntry(key: string, id: string): Promise<StreamEntry | undefined> {
    const [entry] = await this.#read(() => this.client.xrangeBuffer(key, id, id))
    return entry
  }

  /** A stream's entries from an id back, newest first. */
  readBack(key: string, from: string, limit: number): Promise<StreamEntry[]> {
    return this.#read(() => this.client.xrevrangeBuffer(key, from, "-", "COUNT", limit))
  }

  async #read(ask: () => Promise<[Buffer, Buffer[]][]>): Promise<StreamEntry[]> {
    await this.ready()
    try {
      return (await ask()).map(([id, fields]) => ({ id: id.toString(), fields: fieldsOf(fields) }))
    } catch (cause) {
      throw unavailable(cause)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.client.disconnect()
  }

  async #evaluate(name: ScriptName, args: Argument[]): Promise<unknown> {
    try {
      return await this.client.call("EVALSHA", [SHA[name] ?? "", ...args])
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error
      return await this.client.call("EVAL", [SCRIPTS[name].lua, ...args])
    }
  }

  #prepareConnection(): Promise<void> {
    const prepared = this.#prepare()
    // Handled here, whether or not a request waits for it: a connection that cannot be used is tried anew.
    prepared.catch((error) => {
      this.#lastError = error
      this.client.disconnect(true)
    })
    return prepared
  }

  /** One wait for all who wait. */
  #whenReady(): Promise<void> {
    this.#waiting ??= once(this.client, "ready", { signal: AbortSignal.timeout(TIMEOUT.ready) })
      .then(
        () => {},
        () => {
          throw unavailable(this.#lastError)
        },
      )
      .finally(() => {
        this.#waiting = undefined
      })
    return this.#waiting
  }
}

/** Names and values take turns. */
function fieldsOf(list: readonly Buffer[]): Record<string, Buffer> {
  const pairs: [string, Buffer][] = []
  for (let index = 0; index + 1 < list.length; index += 2) {
    const [name, value] = [list[index], list[index + 1]]
    if (name && value) pairs.push([name.toString(), value])
  }
  return Object.fromEntries(pairs)
}

function unavailable(cause: unknown): WebhookError {
  return cause instanceof WebhookError
    ? cause
    : new WebhookError("store-unavailable", "store-unavailable", { cause })
}

// Loaded with the first store that needs it.
function ioredis(): typeof import("ioredis") {
  try {
    return require("ioredis") as typeof import("ioredis")
  } catch (cause) {
    throw new SettingError("redis-missing", {}, { cause })
  }
}
