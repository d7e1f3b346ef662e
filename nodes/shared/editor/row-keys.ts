// A credential that holds one secret per row of a list: one JSON text, row id -> key. What is stored never
// comes back to the browser, only the marker that something is stored, so no single key can be exchanged:
// all are entered again, or none.
import { STORED } from "./stored-secret"

export interface RowKey {
  id: string
  key: string
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The keys the editor still holds from before the last deploy; none where they are stored already. */
export function knownKeys(credential: string): Record<string, string> {
  const keys = parseOrNull(credential)
  if (typeof keys !== "object" || keys === null) return {}
  return Object.fromEntries(Object.entries(keys).filter(([, key]) => typeof key === "string"))
}

function entered(rows: RowKey[]): RowKey[] {
  return rows.filter(({ key }) => key.trim() !== "")
}

/** The credential after editing: what is stored stays while no key was entered. */
export function credentialOf(rows: RowKey[], before: string): string {
  const keys = entered(rows)
  if (keys.length === 0) return before === STORED ? STORED : ""
  return JSON.stringify(Object.fromEntries(keys.map(({ id, key }) => [id, key.trim()])))
}

/** Entering some keys replaces all that are stored: the rows left empty would then have none. */
export function isIncomplete(rows: RowKey[]): boolean {
  const count = entered(rows).length
  return count > 0 && count < rows.length
}
