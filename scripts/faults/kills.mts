// kill -9 at random moments under load: of one Node-RED, of one of two that share a Redis, and of the Redis itself.
import { setTimeout as pause } from "node:timers/promises"
import { NodeRed, type Version } from "../../test/support/node-red.mts"
import { RedisServer } from "../../test/support/redis-server.mts"
import { eventFlow, path, type StoreProperties } from "./flows.mts"
import { Journal, journalSettings, missingIn, repeatsIn } from "./journal.mts"
import { Load } from "./load.mts"

/** Milliseconds without a line in the journal after which nothing more is to come; an instance's signs of life on
 * Redis count for 15 s, and the others look every 5 s. */
const QUIET = { sqlite: 3_000, redis: 25_000 }

/** A failed event waits 5 s and more before it is tried again. */
const PATIENCE = 60_000

export interface KillResult {
  what: string
  kills: number
  /** Events answered 200. */
  acknowledged: number
  /** Of these, never emitted. */
  lost: number
  /** Times that an event was emitted which had been emitted before. */
  again: number
  /** Behind dedupe, by what counts as seen: events that never came, and that came once too often. */
  pass: { never: number; twice: number }
  complete: { never: number; twice: number }
}

export async function killOnSqlite(rounds: number): Promise<KillResult> {
  const nodeRed = await start({ kind: "sqlite" })
  return await measure("Node-RED, events in SQLite", [nodeRed], rounds, QUIET.sqlite, () =>
    nodeRed.restart("SIGKILL"),
  )
}

export async function killOnRedis(rounds: number): Promise<KillResult> {
  await using server = await disposable()
  const nodeRed = await start({ kind: "redis", url: server.redis.url })
  return await measure("Node-RED, events in Redis", [nodeRed], rounds, QUIET.redis, () =>
    nodeRed.restart("SIGKILL"),
  )
}

export async function killOneOfTwo(rounds: number): Promise<KillResult> {
  await using server = await disposable()
  const store: StoreProperties = { kind: "redis", url: server.redis.url }
  const both = [await start(store, "5"), await start(store, "4")]
  let round = 0
  return await measure("one of two Node-REDs on one Redis, in turn", both, rounds, QUIET.redis, async () => {
    round += 1
    await both[round % both.length]?.restart("SIGKILL")
  })
}

export async function killRedis(rounds: number): Promise<KillResult> {
  await using server = await disposable()
  const nodeRed = await start({ kind: "redis", url: server.redis.url })
  return await measure("Redis itself", [nodeRed], rounds, QUIET.redis, async (load) => {
    await server.redis.stop("SIGKILL")
    await server.redis.start()
    const before = load.acknowledged.size
    while (load.acknowledged.size === before) await pause(20)
  })
}

function start(store: StoreProperties, version: Version = "5"): Promise<NodeRed> {
  return NodeRed.start({ version, flows: eventFlow(store), settings: journalSettings, patience: PATIENCE })
}

async function disposable() {
  const redis = await RedisServer.start()
  return { redis, [Symbol.asyncDispose]: () => redis.stop() }
}

/** Under load, kills again and again, each time 50 to 400 ms after all was back; then counts what came of it. */
async function measure(
  what: string,
  nodeReds: NodeRed[],
  rounds: number,
  quiet: number,
  kill: (load: Load) => Promise<void>,
): Promise<KillResult> {
  const load = new Load(() => nodeReds.map((nodeRed) => nodeRed.url(path)))
  try {
    for (let round = 0; round < rounds; round += 1) {
      await pause(50 + Math.random() * 350)
      await kill(load)
    }
    await load.stop()
  } finally {
    load.abandon()
  }
  const { acknowledged } = load
  const journal = new Journal(nodeReds.map(({ userDirectory }) => userDirectory))
  await journal.settled(acknowledged, quiet)
  await Promise.all(nodeReds.map((nodeRed) => nodeRed.stop()))
  const { emitted, passed, completed } = journal.read()
  return {
    what,
    kills: rounds,
    acknowledged: acknowledged.size,
    lost: missingIn(emitted, acknowledged),
    again: repeatsIn(emitted),
    pass: { never: missingIn(passed, acknowledged), twice: repeatsIn(passed) },
    complete: { never: missingIn(completed, acknowledged), twice: repeatsIn(completed) },
  }
}
