// What to tell the user when a request has failed.
import type { RequestFailure } from "../shared/editor/ask"
import type { Values } from "../shared/editor/types"

type Failure = Pick<RequestFailure, "status" | "code" | "permission">

/** Which texts say it, the most telling first: the first that the catalogue has. */
export function textsOf({ status, code, permission }: Failure): [key: string, values: Values][] {
  const texts: [string, Values][] = []
  if (code !== null) texts.push([`errors.${code}`, {}])
  if (status === 0 || status === 502 || status === 504) texts.push(["problem.unreachable", {}])
  if (status === 401 || status === 403) texts.push(["problem.permission", { permission }])
  if (status === 404) texts.push(["problem.missing", {}])
  texts.push(["problem.other", { status }])
  return texts
}
