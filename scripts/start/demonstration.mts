// Sends the guests' webhooks, waits for their mails, and shows that repeats bring no more.
import { setTimeout as wait } from "node:timers/promises"
import type { FlowNode } from "./flow.mts"
import type { Mail, Mailbox } from "./inbox.mts"
import { send, visitRequests, type WebhookRequest } from "./requests.mts"

const mailLimit = 30_000
/** Mails take some 50 ms here; one that has not come after this long was not sent. */
const quietTime = 3_000

type Stage = { url: string; flow: FlowNode[]; mailbox: Mailbox; stopped: AbortSignal }

/** Whether everything went as promised; each step is told as it happens. */
export async function demonstrate(stage: Stage): Promise<boolean> {
  const time = new Date()
  const first = visitRequests(stage.flow, { time, number: 1 })
  const second = visitRequests(stage.flow, { time, number: 2 })
  const due = first.map(({ mailTo }) => mailTo).filter((address) => address !== null)

  console.log(
    `\n1. ${first.length} guests' webhooks arrive. ${due.length} of the guests agreed to marketing.\n`,
  )
  const accepted = await sendAll(stage, first)
  await untilMailsCame(stage, due.length)
  tellMails(stage.mailbox.mails)
  const asDue = check("Each of them got one mail, nobody else did", sameAddresses(stage.mailbox, due))

  console.log("\n2. The vendors send the same webhooks again, as they do when in doubt.\n")
  const repeated = await sendAll(stage, first)
  await wait(quietTime, undefined, { signal: stage.stopped })
  const noneTwice = check("No more mails", sameAddresses(stage.mailbox, due))

  console.log("\n3. The same guests sign in again the same day: new webhooks, known guests.\n")
  const later = await sendAll(stage, second)
  await wait(quietTime, undefined, { signal: stage.stopped })
  const oncePerDay = check("No more mails", sameAddresses(stage.mailbox, due))

  return [accepted, asDue, repeated, noneTwice, later, oncePerDay].every(Boolean)
}

/** One after another, as the story is told in that order. */
async function sendAll({ url }: Stage, requests: WebhookRequest[]): Promise<boolean> {
  let accepted = true
  for (const request of requests) {
    const response = await send(url, request)
    const answer = (await response.text()).trim()
    accepted &&= response.status === 200
    console.log(
      `   ${request.vendor.padEnd(9)} ${request.story}\n   ${"".padEnd(9)} answered ${response.status} ${answer}`,
    )
  }
  return accepted
}

async function untilMailsCame({ mailbox, stopped }: Stage, count: number): Promise<void> {
  const deadline = Date.now() + mailLimit
  while (mailbox.mails.length < count && Date.now() < deadline) await wait(50, undefined, { signal: stopped })
}

function tellMails(mails: readonly Mail[]): void {
  console.log("")
  for (const { to, subject, text } of mails.toReversed()) {
    console.log(`   Mail to ${to.join(", ")}: ${subject}\n${text.trim().replace(/^/gm, "     | ")}`)
  }
}

function sameAddresses({ mails }: Mailbox, due: string[]): boolean {
  const reached = mails.flatMap(({ to }) => to)
  return JSON.stringify(reached.toSorted()) === JSON.stringify(due.toSorted())
}

function check(promise: string, kept: boolean): boolean {
  console.log(`\n   ${kept ? "✓" : "✗ NOT so:"} ${promise}`)
  return kept
}
