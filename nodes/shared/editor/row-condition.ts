// When a row is needed, as its markup says it: data-when="method=hmac preset=custom" wants both,
// "window=day,rolling" wants either, and " | " stands between two such wishes.

function holds(condition: string, valueIn: (field: string) => string): boolean {
  const [field = "", values = ""] = condition.split("=")
  return values.split(",").includes(valueIn(field))
}

export function isNeeded(when: string, valueIn: (field: string) => string): boolean {
  return when.split(" | ").some((wish) => wish.split(" ").every((condition) => holds(condition, valueIn)))
}
