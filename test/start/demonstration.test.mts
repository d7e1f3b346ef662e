// The verdict of npm start -- --demo: it must say no when the flow mails the wrong guests, or mails them twice.
import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer, type Server } from "node:http"
import { text } from "node:stream/consumers"
import { demonstrate } from "../../scripts/start/demonstration.mts"
import { type FlowNode, readFlow } from "../../scripts/start/flow.mts"
import type { Mail } from "../../scripts/start/inbox.mts"
import { visitRequests } from "../../scripts/start/requests.mts"
import { freePorts } from "./free-ports.mts"

const visit = { time: new Date(), number: 1 }
const patience = { due: 50, quiet: 10 }

/** A flow's stand-in: whom it mails for a guest's webhook, of which it has had so many. */
type Behaviour = (guest: string, count: number) => string[]

describe("the demonstration's verdict", () => {
  let flow: FlowNode[]
  let due: Set<string>
  before(async () => {
    flow = await readFlow()
    due = new Set(visitRequests(flow, visit).flatMap(({ mailTo }) => mailTo ?? []))
  })

  const onlyOnce: Behaviour = (guest, count) => (due.has(guest) && count === 1 ? [guest] : [])

  it("is yes when every guest who agreed gets one mail", async () => {
    assert.equal(await verdict(onlyOnce), true)
  })

  it("is no when a guest who did not agree gets one", async () => {
    assert.equal(await verdict((guest, count) => (count === 1 ? [guest] : [])), false)
  })

  it("is no when a guest who agreed gets none", async () => {
    assert.equal(await verdict(() => []), false)
  })

  it("is no when somebody else gets one too", async () => {
    assert.equal(
      await verdict((guest, count) => onlyOnce(guest, count).flatMap((to) => [to, "eve@example.com"])),
      false,
    )
  })

  it("is no when a webhook sent again brings another mail", async () => {
    assert.equal(await verdict((guest, count) => (due.has(guest) && count <= 2 ? [guest] : [])), false)
  })

  it("is no when another visit on the same day brings another mail", async () => {
    assert.equal(await verdict((guest, count) => (due.has(guest) && count !== 2 ? [guest] : [])), false)
  })

  it("is no when a webhook is not answered 200", async () => {
    assert.equal(await verdict(onlyOnce, 503), false)
  })

  async function verdict(behaviour: Behaviour, status = 200): Promise<boolean> {
    const mails: Mail[] = []
    const [port = 0] = await freePorts(1)
    const server = await standIn(port, status, behaviour, mails)
    try {
      const stopped = new AbortController().signal
      const url = `http://127.0.0.1:${port}`
      return await demonstrate({ url, flow, visit, mailbox: { mails }, stopped, tell: () => {}, patience })
    } finally {
      server.close()
      server.closeAllConnections()
    }
  }
})

async function standIn(port: number, status: number, behaviour: Behaviour, mails: Mail[]): Promise<Server> {
  const counts = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const guest = guestIn(await text(request))
    const count = (counts.get(guest) ?? 0) + 1
    counts.set(guest, count)
    mails.push(...behaviour(guest, count).map(mailTo))
    response.writeHead(status).end("{}")
  })
  server.listen(port, "127.0.0.1")
  await once(server, "listening")
  return server
}

/** JSON and forms alike. */
function guestIn(body: string): string {
  return /[a-z]+@example\.com/.exec(decodeURIComponent(body))?.[0] ?? ""
}

function mailTo(address: string): Mail {
  return { id: 0, receivedAt: "", from: "", to: [address], subject: "", text: "", html: null }
}
