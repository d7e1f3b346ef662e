// An event as a list of its fields: those that say something, each under the name that a flow uses.

export type Field = [path: string, value: string]

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value)
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`
}

/** The leaves of a value that are neither null nor empty, in order. */
export function fieldsOf(value: unknown, path = ""): Field[] {
  if (value === null || value === undefined || value === "") return []
  if (Array.isArray(value)) return value.flatMap((item, index) => fieldsOf(item, `${path}[${index}]`))
  if (typeof value !== "object") return [[path, textOf(value)]]
  return Object.entries(value).flatMap(([name, item]) => fieldsOf(item, join(path, name)))
}
