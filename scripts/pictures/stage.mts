// A Node-RED with the flagship flow and others in it, after some guests have come by: what the pictures show.
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { nodeOfType, readFlow } from "../start/flow.mts"
import { type Inbox, startInbox } from "../start/inbox.mts"
import { startNodeRed } from "../start/node-red.mts"
import { installPackages, packPackage, root } from "../start/package.mts"
import { assertPortsFree, host } from "../start/ports.mts"
import { send, visitRequests } from "../start/requests.mts"
import { resetUserDirectory } from "../start/user-directory.mts"

const ports = { editor: 23000, inbox: 23001, smtp: 23002 }
const directory = join(root, ".demo", "pictures")

export type Stage = AsyncDisposable & {
  editor: string
  inbox: string
  nodeOfType: (type: string) => string
  /** Sends what is not authentic. */
  refuseOne: () => Promise<void>
  /** Stops the mail server, and sends a guest who would get a mail. */
  failOne: () => Promise<void>
}

/** Beside the flagship, which comes first: what is asked of a type is the flagship's. */
const others = [
  "06 - Check the signature of a GitHub webhook.json",
  join("CRM", "03 - Contacts in HubSpot.json"),
]

/** @param packed a packed package to show instead of building one */
export async function setStage(packed: string | undefined): Promise<Stage> {
  const { signal: stopped } = new AbortController()
  const userDirectory = join(directory, "user-directory")
  const flow = (await Promise.all([undefined, ...others].map((file) => readFlow(file)))).flat()
  await assertPortsFree(ports)
  await mkdir(directory, { recursive: true })
  await installPackages(
    userDirectory,
    packed ?? (await packPackage(join(directory, "package"), stopped)),
    stopped,
  )
  await resetUserDirectory(userDirectory, flow)

  const mailServer = new AsyncDisposableStack()
  const inbox = mailServer.use(await startInbox(ports))
  const nodeRed = await startNodeRed({
    port: ports.editor,
    userDirectory,
    log: join(directory, "node-red.log"),
    environment: {
      SMTP_HOST: host,
      SMTP_PORT: String(ports.smtp),
      MAIL_FROM: "welcome@example.com",
      TZ: "Europe/Rome",
    },
    readyPath: nodeOfType(flow, "purple in").path ?? "",
    stopped,
  })
  const requests = visitRequests(flow, { time: new Date(), number: 1 })
  const stage = {
    editor: nodeRed.url,
    inbox: `http://${host}:${ports.inbox}`,
    nodeOfType: (type: string) => nodeOfType(flow, type).id,
    refuseOne: async () => {
      const path = nodeOfType(flow, "cloud4wi in").path ?? ""
      await fetch(nodeRed.url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      })
    },
    failOne: async () => {
      await mailServer.disposeAsync()
      const [ana] = requests
      if (ana) await send(nodeRed.url, { ...ana, body: ana.body.replaceAll("ana", "olga") })
    },
    async [Symbol.asyncDispose]() {
      await nodeRed[Symbol.asyncDispose]()
      await mailServer.disposeAsync()
    },
  }
  for (const request of requests) await send(nodeRed.url, request)
  await untilMailed(inbox, requests.filter(({ mailTo }) => mailTo !== null).length)
  return stage
}

async function untilMailed(inbox: Inbox, count: number): Promise<void> {
  const deadline = Date.now() + 30_000
  while (inbox.mails.length < count) {
    if (Date.now() > deadline) throw new Error(`${inbox.mails.length} of ${count} mails came`)
    await wait(50)
  }
}
