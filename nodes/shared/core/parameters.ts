import { isSafeName } from "./unsafe-names"

/** Form, multipart and query parameters: names to values; of a name sent twice the last counts, as in PHP. */
export type Parameters = Record<string, string>

export function parametersFrom(entries: Iterable<readonly [string, string]>): Parameters {
  return Object.fromEntries([...entries].filter(([name]) => isSafeName(name)))
}

/** The same text for the same parameters, in whatever order they came. */
export function canonicalParameters(parameters: object): string {
  return JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** @param names in lower case; parameters, or headers, are left out in whatever case they came */
export function withoutNames(parameters: Parameters, names: readonly string[]): Parameters {
  const left = Object.keys(parameters).filter((name) => names.includes(name.toLowerCase()))
  if (left.length === 0) return parameters
  return parametersFrom(Object.entries(parameters).filter(([name]) => !left.includes(name)))
}
