// BEAM's API keys, one per webhook of the portal (FACTS.md B3), by the ids of the node's rows. Node-RED replaces a
// credential as a whole and never shows it again, so that changing one key would mean entering all: what was changed
// is a credential of its own, which the runtime puts into the others.

export type ApiKeys = Record<string, string>

/** null: the key's row is gone. */
export type ApiKeyChanges = Record<string, string | null>

/**
 * The keys with their changes. Deleted rows take their keys along, unless none would be left: a node without keys
 * believes everybody, and no edit of the rows may come to that.
 */
export function mergeApiKeys(stored: ApiKeys, changes: ApiKeyChanges): ApiKeys {
  const merged = Object.entries({ ...stored, ...changes })
  const kept = merged.filter((entry): entry is [string, string] => entry[1] !== null)
  return kept.length > 0 ? Object.fromEntries(kept) : stored
}

export interface RowKey {
  id: string
  /** As entered; "" where nothing was. */
  key: string
}

/** The keys that were entered, by their rows' ids. */
export function enteredKeys(rows: readonly RowKey[]): ApiKeys {
  return Object.fromEntries(
    rows.map(({ id, key }) => [id, key.trim()] as const).filter(([, key]) => key !== ""),
  )
}

/** What has changed against the keys that are stored, whose rows were `before`. */
export function changedKeys(rows: readonly RowKey[], before: readonly string[]): ApiKeyChanges {
  const ids = new Set(rows.map(({ id }) => id))
  const gone = before.filter((id) => !ids.has(id)).map((id) => [id, null] as const)
  return { ...Object.fromEntries(gone), ...enteredKeys(rows) }
}
