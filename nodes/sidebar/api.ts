// The operator's admin routes, asked as the editor asks its own: the editor adds the user's token to relative addresses.
import type { DeliveryDetails, DeliveryKey, Endpoints, Erased, Guest, LogPage } from "./contract"
import { RequestFailure } from "./problem"

const ROOT = "guest-webhooks/"

/** Milliseconds after which nothing is expected any more. */
const PATIENCE = 30_000

const READ = "guest-webhooks.read"
const WRITE = "guest-webhooks.write"

function codeOf(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return null
  return typeof answer.error === "string" ? answer.error : null
}

/** Resolves to null where the answer has no body; rejects with a RequestFailure. */
function ask<Answer>(path: string, permission: string, settings: JQuery.AjaxSettings, signal?: AbortSignal) {
  return new Promise<Answer | null>((resolve, reject) => {
    const request = $.ajax({ url: ROOT + path, dataType: "json", timeout: PATIENCE, ...settings })
    signal?.addEventListener("abort", () => request.abort())
    request.then(
      (answer?: Answer) => resolve(answer ?? null),
      ({ status, responseJSON }: JQuery.jqXHR) =>
        reject(new RequestFailure({ status, code: codeOf(responseJSON), permission })),
    )
  })
}

async function post<Answer>(path: string, permission: string, body: object): Promise<Answer> {
  const answer = await ask<Answer>(path, permission, {
    method: "POST",
    contentType: "application/json",
    data: JSON.stringify(body),
  })
  if (answer === null) throw new RequestFailure({ status: 204, code: null, permission })
  return answer
}

/** Searching looks into what guests said, for which reading is not permission enough. */
export function readLog(path: string, signal: AbortSignal): Promise<LogPage | null> {
  return ask<LogPage>(path, /[?&]search=/.test(path) ? WRITE : READ, {}, signal)
}

export async function readEndpoints(): Promise<Endpoints> {
  return (await ask<Endpoints>("endpoints", READ, {})) ?? { endpoints: [] }
}

/** @param reveal with personal data and the body, for which reading is not permission enough */
export function readDelivery(key: DeliveryKey, reveal: boolean): Promise<DeliveryDetails> {
  return post("delivery", reveal ? WRITE : READ, { ...key, reveal })
}

/** How many deliveries have failed, for good or until the next try. */
export async function countFailed(): Promise<number> {
  return (await ask<{ failed: number }>("failed", READ, {}))?.failed ?? 0
}

/** Resolves to the number of deliveries that are emitted again. */
export async function replay(wanted: DeliveryKey | { failed: true }): Promise<number> {
  return (await post<{ replayed: number }>("replay", WRITE, wanted)).replayed
}

export function erase(guest: Guest): Promise<Erased> {
  return post("erase", WRITE, guest)
}
