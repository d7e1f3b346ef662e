// What all flows promise that hand events to a service by HTTP: nothing is lost when that does not take them.
import assert from "node:assert/strict"
import { objectOf } from "../support/event.mts"
import type { HttpService, ServiceAnswer } from "../support/http-service.mts"
import type { RunningExample } from "./running.mts"

interface Destination {
  running: () => RunningExample
  service: () => HttpService
  /** Sends an event that the flow hands on with this word in it. */
  event: (word: string) => Promise<void>
  /** The debug node that shows what was taken. */
  taken: string
}

/** @param answers what the service's documentation says that it answers, and what the flow then says */
export function itComesAgain(
  { running, service, event, taken }: Destination,
  answers: readonly (readonly [ServiceAnswer, RegExp])[],
): void {
  it(`sends again what was answered ${answers.map(([{ status }]) => status).join(", ")}`, async () => {
    const words = answers.map(([{ status }]) => `Refused${status}`)
    for (const [index, [answer]] of answers.entries()) service().refuseOnce(words[index] ?? "", answer)
    await Promise.all(words.map((word) => event(word)))
    const failures: string[] = []
    for (const _ of answers) failures.push(await failure(running()))
    for (const [, says] of answers) assert.match(failures.join("\n"), says)
    for (const _ of answers) await running().shown(taken)
    for (const word of words) {
      const [first, again, ...more] = service().requestsWith(word)
      assert.equal(first?.body, again?.body)
      assert.deepEqual(more, [])
    }
  })
}

export async function failure(running: RunningExample): Promise<string> {
  return String(objectOf((await running.shown("What went wrong")).error).message)
}
