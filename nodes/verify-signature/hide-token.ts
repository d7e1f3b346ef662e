import { isObject } from "../shared/core/objects"
import type { Settings } from "./schema"
import { schemeOf } from "./scheme"

/**
 * A token that has done its work is a secret that no later node needs: it goes out of the message's headers, query
 * and parsed body. In a body that is still bytes, and in the raw URL and headers of core's `msg.req`, it stays.
 */
export function hideToken(message: object, settings: Settings): void {
  const scheme = schemeOf(settings)
  if (scheme.method !== "token") return
  const { webhook, req, payload } = { webhook: undefined, req: undefined, payload: undefined, ...message }
  for (const request of [webhook, req]) {
    if (scheme.header) remove(partOf(request, "headers"), scheme.header)
    if (scheme.field) remove(partOf(request, "query"), scheme.field)
  }
  if (scheme.field) remove(payload, scheme.field)
}

/** @param path names joined by dots */
function remove(object: unknown, path: string): void {
  const names = path.split(".")
  const last = names.pop()
  const owner = names.reduce(partOf, object)
  if (last !== undefined && isObject(owner)) Reflect.deleteProperty(owner, last)
}

/** Not by JSON's idea of an object: a request is one of a class. */
function partOf(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null ? Reflect.get(object, name) : undefined
}
