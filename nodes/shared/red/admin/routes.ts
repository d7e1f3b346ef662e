import type { NodeAPI } from "node-red"
import { z } from "zod"
import { WebhookError } from "../../core/errors"
import { showDelivery } from "./delivery"
import { listEndpoints } from "./endpoints"
import { eraseGuest } from "./erase"
import { logPage, logQuery } from "./log"
import { countFailed, replay } from "./replay"
import { sendTest } from "./test-event"

type Middleware = ReturnType<NodeAPI["auth"]["needsPermission"]>
type Request = Parameters<Middleware>[0]
type Response = Parameters<Middleware>[1]

const READ = "guest-webhooks.read"
const WRITE = "guest-webhooks.write"

const delivery = z.object({ store: z.string(), sequence: z.int().positive() })
const revealing = z.object({ ...delivery.shape, reveal: z.boolean().default(false) })
const replayed = z.union([delivery, z.object({ failed: z.literal(true) })])
const tested = z.object({ endpoint: z.string(), sample: z.string() })
const erased = z
  .object({ email: z.string().default(""), phone: z.string().default("") })
  .refine(({ email, phone }) => (email === "") !== (phone === ""))

const served = new WeakSet<object>()

/**
 * The operator's routes, below the admin root: what the sidebar and the dialogs ask, and whoever automates them. All
 * answer JSON, an error as `{"error": "<code>"}`. Nothing about a guest leaves without `guest-webhooks.write`.
 */
export function serveAdmin(RED: NodeAPI): void {
  const { httpAdmin, auth } = RED
  // With httpAdminRoot: false there is none.
  if (!httpAdmin || served.has(httpAdmin)) return
  served.add(httpAdmin)

  const read = auth.needsPermission(READ)
  const write = auth.needsPermission(WRITE)
  const readOrReveal: Middleware = (request, response, next) =>
    (request.body?.reveal === true ? write : read)(request, response, next)

  // Whoever may search in what guests said can find out, letter by letter, who they are.
  const readOrSearch: Middleware = (request, response, next) =>
    (request.query.search ? write : read)(request, response, next)

  httpAdmin.get(
    "/guest-webhooks/endpoints",
    read,
    handler(noInput, () => listEndpoints(RED)),
  )
  httpAdmin.get("/guest-webhooks/log", readOrSearch, handler(logQuery, logPage, "query"))
  httpAdmin.get("/guest-webhooks/failed", read, handler(noInput, countFailed))
  httpAdmin.post("/guest-webhooks/delivery", readOrReveal, handler(revealing, showDelivery))
  httpAdmin.post("/guest-webhooks/replay", write, handler(replayed, replay))
  httpAdmin.post(
    "/guest-webhooks/test",
    write,
    handler(tested, (wanted) => sendTest(RED, wanted)),
  )
  httpAdmin.post("/guest-webhooks/erase", write, handler(erased, eraseGuest))
}

const noInput = z.unknown()

/** Parses what is asked and answers with what `handle` resolves to; with null, that nothing has changed. */
function handler<Input>(
  schema: z.ZodType<Input>,
  handle: (input: Input) => Promise<object | null>,
  part: "query" | "body" = "body",
): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    response.setHeader("Cache-Control", "no-store")
    try {
      const input = schema.safeParse(request[part])
      if (!input.success) throw new WebhookError("invalid-parameters")
      const reply = await handle(input.data)
      if (reply) response.json(reply)
      else response.status(304).end()
    } catch (error) {
      const { status, code } = error instanceof WebhookError ? error : new WebhookError("internal")
      response.status(status).json({ error: code })
    }
  }
}
