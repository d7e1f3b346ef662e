// Whether the time of a comparison tells where two values differ: Welch's t over many measurements of each kind, as
// dudect does (Reparaz, Balasch, Verbauwhede 2017). Beyond 4.5 it tells.
import { randomBytes, randomInt } from "node:crypto"
import { matchesAny } from "../../dist/shared/core/secrets.js"
import { sameDigest } from "../../dist/shared/core/signature.js"

/** Comparisons in one measurement, as one alone is shorter than the clock's step. */
const CALLS = 16

/** Of the slowest measurements, which tell of the machine and not of the comparison. */
const DROPPED = 0.2

/** Beyond this, the two kinds differ in time. */
export const THRESHOLD = 4.5

export interface TimingResult {
  what: string
  measurements: number
  /** Welch's t between a difference in the first and one in the last byte. */
  t: number
}

type Compare = (received: Buffer, expected: Buffer) => boolean

const comparisons: Record<string, Compare> = {
  "signatures (HMAC-SHA256)": sameDigest,
  "tokens and header secrets": (received, expected) =>
    matchesAny(received.toString("latin1"), [expected.toString("latin1")]),
  "for comparison: byte by byte, until one differs": (received, expected) =>
    received.every((byte, index) => byte === expected[index]),
}

export function timings(measurements: number): TimingResult[] {
  return Object.entries(comparisons).map(([what, compare]) => ({
    what,
    measurements,
    t: leak(compare, measurements),
  }))
}

function leak(compare: Compare, measurements: number): number {
  const expected = randomBytes(32)
  const kinds = [0, expected.length - 1].map((at) => ({ at, times: [] as number[] }))
  for (let done = 0; done < 2 * measurements; done += 1) {
    const kind = kinds[randomInt(2)]
    if (!kind) continue
    // Anew each time, byte by byte: where in memory they are, and which was written last, makes a difference of its own.
    const received = Buffer.from(expected.map((byte, index) => (index === kind.at ? byte ^ 1 : byte)))
    const begun = process.hrtime.bigint()
    for (let call = 0; call < CALLS; call += 1) compare(received, expected)
    kind.times.push(Number(process.hrtime.bigint() - begun))
  }
  const [first = [], last = []] = kinds.map(({ times }) => withoutSlowest(times.slice(times.length >> 2)))
  return welch(first, last)
}

function withoutSlowest(times: number[]): number[] {
  return times.toSorted((a, b) => a - b).slice(0, Math.floor(times.length * (1 - DROPPED)))
}

function welch(a: number[], b: number[]): number {
  const [one, other] = [a, b].map((times) => {
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length
    const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (times.length - 1)
    return { mean, error: variance / times.length }
  })
  return one && other ? (one.mean - other.mean) / Math.sqrt(one.error + other.error) : Number.NaN
}
