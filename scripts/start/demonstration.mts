// Sends the guests' webhooks, waits for their mails, and shows that repeats bring no more.
import { setTimeout as wait } from "node:timers/promises"
import type { FlowNode } from "./flow.mts"
import type { Mailbox } from "./inbox.mts"
import { send, type Visit, visitRequests, type WebhookRequest } from "./requests.mts"

export type Stage = {
  url: string
  flow: FlowNode[]
  visit: Visit
  mailbox: Mailbox
  stopped: AbortSignal
  tell: (text: string) => void
  /** In milliseconds: how long to wait for mails that are due, and for mails that must not come. */
  patience: { due: number; quiet: number }
}

/** Whether everything went as promised; each step is told as it happens. */
export async function demonstrate(stage: Stage): Promise<boolean> {
  const first = visitRequests(stage.flow, stage.visit)
  const second = visitRequests(stage.flow, { ...stage.visit, number: stage.visit.number + 1 })
  const due = first.map(({ mailTo }) => mailTo).filter((address) => address !== null)
  const check = (promise: string) => tellCheck(stage, promise, sameAddresses(stage.mailbox, due))

  stage.tell(
    `\n1. ${first.length} guests' webhooks arrive. ${due.length} of the guests agreed to marketing.\n`,
  )
  const accepted = await sendAll(stage, first)
  await untilMailsCame(stage, due.length)
  tellMails(stage)
  const asDue = check("Each of them got one mail, nobody else did")

  stage.tell("\n2. The vendors send the same webhooks again, as they do when in doubt.\n")
  const repeated = await sendAll(stage, first)
  await quiet(stage)
  const noneTwice = check("No more mails")

  stage.tell("\n3. The same guests sign in again the same day: new webhooks, known guests.\n")
  const later = await sendAll(stage, second)
  await quiet(stage)
  const oncePerDay = check("No more mails")

  return [accepted, asDue, repeated, noneTwice, later, oncePerDay].every(Boolean)
}

/** One after another, as the story is told in that order. */
async function sendAll({ url, tell }: Stage, requests: WebhookRequest[]): Promise<boolean> {
  let accepted = true
  for (const request of requests) {
    const response = await send(url, request)
    const answer = await response.text()
    accepted &&= response.status === 200
    tell(`   ${request.vendor.padEnd(9)} ${response.status} ${describe(response, answer)} ${request.story}`)
  }
  return accepted
}

function describe(response: Response, answer: string): string {
  if (!response.ok) return answer
  return answer.includes('"duplicate":true') ? "repeat   " : "new event"
}

async function untilMailsCame({ mailbox, stopped, patience }: Stage, count: number): Promise<void> {
  const deadline = Date.now() + patience.due
  while (mailbox.mails.length < count && Date.now() < deadline) await wait(50, undefined, { signal: stopped })
}

async function quiet({ patience, stopped }: Stage): Promise<void> {
  await wait(patience.quiet, undefined, { signal: stopped })
}

function tellMails({ mailbox, tell }: Stage): void {
  tell("")
  for (const { to, subject, text } of mailbox.mails.toReversed()) {
    tell(`   Mail to ${to.join(", ")}: ${subject}\n${text.trim().replace(/^/gm, "     | ")}`)
  }
}

function sameAddresses({ mails }: Mailbox, due: string[]): boolean {
  const reached = mails.flatMap(({ to }) => to)
  return JSON.stringify(reached.toSorted()) === JSON.stringify(due.toSorted())
}

function tellCheck({ tell }: Stage, promise: string, kept: boolean): boolean {
  tell(`\n   ${kept ? "✓" : "✗ NOT so:"} ${promise}`)
  return kept
}
