import { isObject } from "../shared/core/json"
import type { Settings } from "./schema"
import { schemeOf } from "./scheme"

/** A token that has done its work is a secret that no later node needs: it goes out of the message. */
export function hideToken(message: object, settings: Settings): void {
  const scheme = schemeOf(settings)
  if (scheme.method !== "token") return
  const { webhook, payload } = { webhook: undefined, payload: undefined, ...message } as Record<
    string,
    unknown
  >
  if (scheme.header && isObject(webhook)) remove(webhook.headers, scheme.header)
  if (scheme.field) remove(payload, scheme.field)
}

function remove(object: unknown, name: string): void {
  if (isObject(object)) Reflect.deleteProperty(object, name)
}
