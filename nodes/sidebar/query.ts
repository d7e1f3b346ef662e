// What the log is asked for.

export interface Filter {
  /** A node's id; empty for all. */
  endpoint: string
  /** Empty for all. */
  outcome: string
  search: string
}

export const EVERYTHING: Filter = { endpoint: "", outcome: "", search: "" }

export function isFiltered(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== "")
}

export interface Position {
  limit: number
  before?: string | null
  /** What is known already: the answer is empty while it is still true. */
  version?: string | null
}

/** The log's path with its query: what is empty is left out. */
export function logPath(filter: Filter, { limit, before, version }: Position): string {
  const wanted = { limit: String(limit), before, version, ...filter, search: filter.search.trim() }
  const parameters = Object.entries(wanted).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return `log?${new URLSearchParams(parameters)}`
}
