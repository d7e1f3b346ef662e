import { WebhookError } from "../../core/errors"
import { maskEvent } from "../../core/mask"
import { eventOf } from "../in-nodes"
import { storesInUse } from "../stores"
import { shown } from "./log"

type Wanted = { store: string; sequence: number; reveal: boolean }

/** One delivery in full; what is personal in it only where `reveal` asks for it. */
export async function showDelivery({ store: id, sequence, reveal }: Wanted): Promise<object> {
  const store = storesInUse().get(id)
  const [entry] = (await store?.history(sequence + 1, 1)) ?? []
  const delivery = entry?.sequence === sequence ? await store?.read(sequence) : null
  if (!entry || !delivery) throw new WebhookError("not-found")
  const { verified, method, url, headers, query, ip } = delivery.envelope
  const event = await eventOf(delivery)
  return {
    entry: shown({ store: id, entry }),
    event: event && (reveal ? event : maskEvent(event)),
    webhook: reveal ? { method, url, headers, query, ip, verified } : { method, verified },
    body: reveal ? delivery.content.toString() : null,
  }
}
