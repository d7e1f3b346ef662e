// Whatever JSON can say, as it comes out of a parser: also `__proto__` as a name, which only a parser makes own.
import fc from "fast-check"

export const jsonValues: fc.Arbitrary<unknown> = fc.json().map((text): unknown => JSON.parse(text))

/** What vendors might put where a text belongs, besides what JSON can say at all. */
export const fieldValues: fc.Arbitrary<unknown> = fc.oneof(
  jsonValues,
  fc.string(),
  fc.emailAddress(),
  fc.double().map((value): unknown => JSON.parse(JSON.stringify(value))),
  fc.constantFrom(
    "",
    " ",
    null,
    true,
    "0",
    "-1",
    "+54",
    "IT",
    "2018-01-18T13:27:08+0000",
    "1970-01-01",
    1614009527,
  ),
  fc.stringMatching(/^\+?[0-9]{1,15}$/),
)

/** An object with some of these keys, each with any value. */
export function objectWith(keys: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(fc.constantFrom(...keys), fieldValues, { noNullPrototype: true })
}
