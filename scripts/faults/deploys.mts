// Deploys under constant load, on our node and on core's, each with a flow behind that takes 20 ms.
import { setTimeout as pause } from "node:timers/promises"
import { z } from "zod"
import { NodeRed } from "../../test/support/node-red.mts"
import { purple } from "../../test/support/senders.mts"
import { path, slowFlow } from "./flows.mts"
import { Journal, journalSettings, missingIn, repeatsIn } from "./journal.mts"

export const deployKinds = ["full", "flows", "nodes"] as const

type DeployKind = (typeof deployKinds)[number]

/** Milliseconds between two requests, whatever became of those before. */
const PACE = 5

/** Milliseconds after which a request counts as hanging: a deploy makes it wait for 10 s at most. */
const HANGING = 15_000

/** Milliseconds without a line in the journal after which nothing more is to come. */
const QUIET = 3_000

export interface DeployResult {
  receiver: "ours" | "core"
  kind: DeployKind
  deploys: number
  requests: number
  /** Answers other than 200, and connections that broke. */
  refused: number
  hanging: number
  /** Of what was answered 200. */
  lost: number
  again: number
  twice: number
}

const answer = z.object({ id: z.string() })

type Outcome = { kind: "acknowledged"; id: string } | { kind: "refused" } | { kind: "hanging" }

export async function deployUnderLoad(
  receiver: "ours" | "core",
  kind: DeployKind,
  deploys: number,
): Promise<DeployResult> {
  const nodeRed = await NodeRed.start({
    version: "5",
    flows: slowFlow(receiver, 0),
    settings: journalSettings,
    patience: 60_000,
  })
  const load = startLoad(nodeRed.url(path))
  for (let edition = 1; edition <= deploys; edition += 1) {
    await pause(100 + Math.random() * 200)
    await nodeRed.deploy(slowFlow(receiver, edition), kind)
  }
  const outcomes = await load.stop()
  const acknowledged = new Set(
    outcomes.flatMap((outcome) => (outcome.kind === "acknowledged" ? [outcome.id] : [])),
  )
  const journal = new Journal([nodeRed.userDirectory])
  await journal.settled(acknowledged, QUIET)
  await nodeRed.stop()
  const { emitted, passed } = journal.read()
  return {
    receiver,
    kind,
    deploys,
    requests: outcomes.length,
    refused: outcomes.filter((outcome) => outcome.kind === "refused").length,
    hanging: outcomes.filter((outcome) => outcome.kind === "hanging").length,
    lost: missingIn(emitted, acknowledged),
    again: repeatsIn(emitted),
    twice: repeatsIn(passed),
  }
}

function startLoad(url: string): { stop(): Promise<Outcome[]> } {
  const requests: Promise<Outcome>[] = []
  const timer = setInterval(() => requests.push(post(url)), PACE)
  return {
    stop() {
      clearInterval(timer)
      return Promise.all(requests)
    },
  }
}

async function post(url: string): Promise<Outcome> {
  const { headers, body } = purple.fresh()
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, connection: "close" },
      body,
      signal: AbortSignal.timeout(HANGING),
    })
    if (response.status !== 200) return { kind: "refused" }
    return { kind: "acknowledged", id: answer.parse(await response.json()).id }
  } catch (error) {
    const isTimeout = error instanceof DOMException && error.name === "TimeoutError"
    return { kind: isTimeout ? "hanging" : "refused" }
  }
}
