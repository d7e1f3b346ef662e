// How many webhooks a second, and how long each takes.
import { rmSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { scratchFolder } from "../test/support/packed.mts"
import { bareNode, type Contestant, path, reference } from "./contestants.mts"
import { median } from "./median.mts"
import type { Reading } from "./probe.mts"
import { prepare } from "./requests.mts"
import type { Server } from "./server.mts"
import { load } from "./wrk.mts"

export interface ThroughputOptions {
  rounds: number
  /** Of one measurement. */
  seconds: number
  connections: readonly number[]
}

/** Medians of the rounds; times in milliseconds. */
export interface Throughput {
  name: string
  connections: number
  /** Per second. */
  requests: number
  /** What they are of core's and of node:http's, each in the same round: the machine's speed changes within minutes. */
  ofCore: number
  ofNode: number
  p50: number
  p99: number
  p999: number
  /** Microseconds of the processor per request. */
  cpu: number
  /** The longest that the event loop stood still in any round. */
  pause: number
  /** Bytes at the end of the last round. */
  memory: number
}

/** More than any of ours answers in a second. */
const MOST_PER_SECOND = 40_000

/** Milliseconds within which a flow must have got what was answered, and after which nothing more is to come. */
const PATIENCE = 10_000
const QUIET = 500

type Measurement = Omit<Throughput, "ofCore" | "ofNode">
type Running = Contestant & { server: Server }

export async function measureThroughput(
  contestants: readonly Contestant[],
  { rounds, seconds, connections }: ThroughputOptions,
  tell: (line: string) => void,
): Promise<Throughput[]> {
  const running: Running[] = []
  const results: Measurement[][] = []
  try {
    for (const contestant of contestants) running.push({ ...contestant, server: await contestant.start() })
    for (const each of running) await measure(each, 40, seconds)
    tell(`${running.length} servers are warm`)
    for (let round = 1; round <= rounds; round++) {
      const one: Measurement[] = []
      for (const count of connections)
        for (const each of running) one.push(await measure(each, count, seconds))
      results.push(one)
      tell(`round ${round} of ${rounds}: ${one.map(({ requests }) => Math.round(requests)).join(" ")}`)
    }
  } finally {
    await Promise.all(running.map(({ server }) => server.stop()))
  }
  return medians(results)
}

async function measure(
  { name, source, server, countsEvents }: Running,
  connections: number,
  seconds: number,
): Promise<Measurement> {
  const folder = scratchFolder("requests")
  const prepared = prepare(join(folder, "requests"), source, path, MOST_PER_SECOND * seconds)
  await server.read()
  const result = await load(server.origin + path, prepared, connections, seconds)
  const reading = await server.read()
  rmSync(folder, { recursive: true })
  if (result.refused + result.broken > 0)
    throw new Error(`${name}: ${result.refused} refused, ${result.broken} broken`)
  if (countsEvents) await expectEvents(name, server, reading, result.requests, connections)
  return {
    ...{ name, connections, requests: result.requests / result.seconds },
    ...{ p50: result.p50, p99: result.p99, p999: result.p999 },
    ...{ cpu: reading.cpu / result.requests, pause: reading.pause, memory: reading.memory },
  }
}

/** Each request was another event: the flow got all of them, and of what was cut off at the end at most one each. */
async function expectEvents(
  name: string,
  server: Server,
  first: Reading,
  answered: number,
  connections: number,
): Promise<void> {
  const deadline = Date.now() + PATIENCE
  let { received } = first
  let more = Number.POSITIVE_INFINITY
  while ((more > 0 || received < answered) && Date.now() < deadline) {
    await pause(QUIET)
    more = (await server.read()).received
    received += more
  }
  if (received < answered || received > answered + connections)
    throw new Error(`${name}: ${answered} answered, but the flow got ${received}`)
}

function medians(rounds: readonly Measurement[][]): Throughput[] {
  const [first = []] = rounds
  return first.map(({ name, connections }, index) => {
    const all = rounds.flatMap((round) => round[index] ?? [])
    const medianOf = (of: (one: Measurement) => number) => median(all.map(of))
    const ratioTo = (other: string) =>
      median(
        rounds.map((round) => (round[index]?.requests ?? Number.NaN) / rateOf(other, connections, round)),
      )
    return {
      ...{ name, connections, requests: medianOf((one) => one.requests) },
      ...{ ofCore: ratioTo(reference), ofNode: ratioTo(bareNode) },
      ...{
        p50: medianOf((one) => one.p50),
        p99: medianOf((one) => one.p99),
        p999: medianOf((one) => one.p999),
      },
      cpu: medianOf((one) => one.cpu),
      pause: Math.max(...all.map((one) => one.pause)),
      memory: all.at(-1)?.memory ?? 0,
    }
  })
}

function rateOf(contestant: string, count: number, round: readonly Measurement[]): number {
  const found = round.find(({ name, connections }) => name === contestant && connections === count)
  return found?.requests ?? Number.NaN
}
