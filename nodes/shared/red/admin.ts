import type { NodeAPI } from "node-red"
import { z } from "zod"
import { storesInUse } from "./stores"

/** How many dead events of a store are listed. */
const LISTED = 1000

const replayRequest = z.object({ store: z.string(), sequence: z.int().positive() })

const served = new WeakSet<object>()

/**
 * The operator's routes, below the admin root:
 * - GET `guest-webhooks/dead`: the events whose flow failed for good, without their content (permission
 *   `guest-webhooks.read`);
 * - POST `guest-webhooks/replay` `{"store", "sequence"}`: emits one of them again (`guest-webhooks.write`).
 */
export function serveAdmin(RED: NodeAPI): void {
  const { httpAdmin, auth } = RED
  // With httpAdminRoot: false there is none.
  if (!httpAdmin || served.has(httpAdmin)) return
  served.add(httpAdmin)

  httpAdmin.get(
    "/guest-webhooks/dead",
    auth.needsPermission("guest-webhooks.read"),
    (_request, response, next) => {
      listDead().then((dead) => response.json(dead), next)
    },
  )

  httpAdmin.post(
    "/guest-webhooks/replay",
    auth.needsPermission("guest-webhooks.write"),
    (request, response, next) => {
      const wanted = replayRequest.safeParse(request.body)
      if (!wanted.success) {
        response.status(400).json({ error: "invalid-parameters" })
        return
      }
      const store = storesInUse().get(wanted.data.store)
      Promise.resolve(store?.revive(wanted.data.sequence)).then((isRevived) => {
        if (isRevived) response.json({ replayed: 1 })
        else response.status(404).json({ error: "not-found" })
      }, next)
    },
  )
}

async function listDead(): Promise<object[]> {
  const lists = [...storesInUse()].map(async ([id, store]) =>
    (await store.history(Number.POSITIVE_INFINITY, LISTED))
      .filter(({ outcome }) => outcome === "dead")
      .map((delivery) => ({ store: id, ...delivery })),
  )
  return (await Promise.all(lists)).flat()
}
