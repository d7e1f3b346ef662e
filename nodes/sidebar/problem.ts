// What to tell the user when a request has failed.
import type { Values } from "../shared/editor/types"

/** How a request failed: `status` 0 where nothing answered, `code` from the answer `{"error": "<code>"}`. */
export class RequestFailure extends Error {
  readonly status: number
  readonly code: string | null
  readonly permission: string

  constructor({ status, code, permission }: { status: number; code: string | null; permission: string }) {
    super(`${status} ${code ?? ""}`)
    this.status = status
    this.code = code
    this.permission = permission
  }
}

/** Which texts say it, the most telling first: the first that the catalogue has. */
export function textsOf({ status, code, permission }: RequestFailure): [key: string, values: Values][] {
  const texts: [string, Values][] = []
  if (code !== null) texts.push([`errors.${code}`, {}])
  if (status === 0 || status === 502 || status === 504) texts.push(["problem.unreachable", {}])
  if (status === 401 || status === 403) texts.push(["problem.permission", { permission }])
  if (status === 404) texts.push(["problem.missing", {}])
  texts.push(["problem.other", { status }])
  return texts
}
