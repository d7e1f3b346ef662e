// One after the other, against one Node-RED, beside a sender that behaves.
import { setTimeout as pause } from "node:timers/promises"
import { type Attack, attacks, type Size, undue } from "./attacks.mts"
import { Bystander } from "./bystander.mts"
import { type FuzzResult, fuzz } from "./fuzz.mts"
import type { Measured, Ordeal } from "./page.mts"
import { goodPath, Target } from "./target.mts"

/** Share of the requests after which everything is compiled, and memory is what it will be. */
const WARM_UP = 0.1

/** How long, in milliseconds, the good sender is watched with nothing else going on. */
const CALM = 3000

/** @returns what was measured, and all that Node-RED said meanwhile: in its log, and to editors */
export async function runHostile(
  requests: number,
  seed: number,
  size: Size,
  tell: (text: string) => void = () => {},
): Promise<Omit<Measured, "timings" | "minutes"> & { said: string }> {
  const target = await Target.start({ bodySeconds: size.bodySeconds })
  const bystander = new Bystander(target.nodeRed.url(goodPath))
  try {
    await pause(CALM / 3)
    await bystander.ask()
    await pause(CALM)
    const calm = await bystander.ask()
    const fuzzed = await fuzzOrdeal(target, bystander, requests, seed, tell)
    const ordeals: Ordeal[] = []
    for (const attack of attacks) {
      const ordeal = await attackOrdeal(target, bystander, attack, size)
      tell(`${ordeal.name}: ${JSON.stringify(ordeal.tally)}`)
      ordeals.push(ordeal)
    }
    return { calm, fuzz: fuzzed, attacks: ordeals, said: target.nodeRed.log + target.told }
  } finally {
    bystander.stop()
    await target.stop()
  }
}

async function fuzzOrdeal(
  target: Target,
  bystander: Bystander,
  requests: number,
  seed: number,
  tell: (text: string) => void,
): Promise<Measured["fuzz"]> {
  const warmUp = Math.ceil(requests * WARM_UP)
  const first = await fuzz(target, warmUp, seed, tell)
  const before = await target.memory()
  const rest = await fuzz(target, requests - warmUp, seed + warmUp, tell)
  const pulse = await target.pulse()
  const good = await bystander.ask()
  const after = await target.memory()
  const result = merged(first, rest)
  return { ...result, before, after, ordeal: { name: "fuzzing", tally: {}, undue: [], pulse, good } }
}

function merged(first: FuzzResult, rest: FuzzResult): FuzzResult {
  const answers: FuzzResult["answers"] = structuredClone(first.answers)
  for (const [source, counts] of Object.entries(rest.answers)) {
    const sum = answers[source] ?? {}
    for (const [status, count] of Object.entries(counts))
      sum[Number(status)] = (sum[Number(status)] ?? 0) + count
    answers[source] = sum
  }
  return { seed: first.seed, answers, wrong: [...first.wrong, ...rest.wrong] }
}

async function attackOrdeal(
  target: Target,
  bystander: Bystander,
  attack: Attack,
  size: Size,
): Promise<Ordeal> {
  await target.memory()
  await bystander.ask()
  const tally = await attack.run(target.nodeRed.origin, size)
  // At least one of the good sender's events falls into every attack.
  const good = await someEvents(bystander)
  return { name: attack.name, tally, undue: undue(attack, tally), pulse: await target.pulse(), good }
}

async function someEvents(bystander: Bystander): Promise<Ordeal["good"]> {
  const experience = await bystander.ask()
  if (experience.events > 0) return experience
  await pause(50)
  return someEvents(bystander)
}
