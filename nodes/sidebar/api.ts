// What the sidebar asks the operator's routes.
import { ask, READ, RequestFailure, WRITE } from "../shared/editor/ask"
import type { DeliveryDetails, DeliveryKey, Endpoints, Erased, Guest, LogPage } from "./contract"

async function post<Answer>(path: string, permission: string, body: object): Promise<Answer> {
  const answer = await ask<Answer>(path, { permission, body })
  if (answer === null) throw new RequestFailure(204, null, permission)
  return answer
}

/** Searching looks into what guests said, for which reading is not permission enough. */
export function readLog(path: string, signal: AbortSignal): Promise<LogPage | null> {
  return ask<LogPage>(path, { permission: /[?&]search=/.test(path) ? WRITE : READ, signal })
}

export async function readEndpoints(): Promise<Endpoints> {
  return (await ask<Endpoints>("endpoints", { permission: READ })) ?? { endpoints: [] }
}

/** @param reveal with personal data and the body, for which reading is not permission enough */
export function readDelivery(key: DeliveryKey, reveal: boolean): Promise<DeliveryDetails> {
  return post("delivery", reveal ? WRITE : READ, { ...key, reveal })
}

/** How many deliveries have failed, for good or until the next try. */
export async function countFailed(): Promise<number> {
  return (await ask<{ failed: number }>("failed", { permission: READ }))?.failed ?? 0
}

/** Resolves to the number of deliveries that are emitted again. */
export async function replay(wanted: DeliveryKey | { failed: true }): Promise<number> {
  return (await post<{ replayed: number }>("replay", WRITE, wanted)).replayed
}

export function erase(guest: Guest): Promise<Erased> {
  return post("erase", WRITE, guest)
}
