import { z } from "zod"
import { addressListSetting } from "./addresses"
import { SettingError } from "./errors"
import { secretLines } from "./secrets"

// Editor inputs save numbers as strings and leave "" where nothing was entered.
function emptyIsAbsent(value: unknown): unknown {
  return value === "" || value === null ? undefined : value
}

/**
 * A whole number with a default, as the editor saves it: a number or its digits.
 *
 * @param error a key below `errors.` in the catalogues, where the general message would not do
 */
export function wholeNumber(minimum: number, fallback: number, error?: string): z.ZodType<number> {
  const number = z.coerce.number({ error }).int({ error }).min(minimum, { error })
  return z.preprocess(emptyIsAbsent, number.default(fallback))
}

/** One of several words, the first being the default. */
export function choice<const Words extends readonly [string, ...string[]]>(
  words: Words,
): z.ZodType<Words[number]> {
  const [fallback] = words
  return z.preprocess((value) => emptyIsAbsent(value) ?? fallback, z.enum(words))
}

export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value?.trim() ?? "")

/** A text in which white space counts, such as the prefix "Bearer ". */
export const exactText = z
  .string()
  .nullish()
  .transform((value) => value ?? "")

/**
 * The secrets of a credential, one per line; none where it was never set. One of white space alone is refused:
 * it looks set and would check nothing.
 */
export const secretSetting = z
  .string()
  .nullish()
  .refine((value) => !value || secretLines(value).length > 0, { error: "secret-empty" })
  .transform((value) => secretLines(value ?? ""))

const PATH = /^(\/[\w\-.~!$&'()+,;=@%]+)+$/

/** A path below httpNodeRoot: no parameters, no patterns, and nothing that a URL would resolve away. */
export const pathSetting = z
  .string({ error: "path-missing" })
  .trim()
  .min(1, { error: "path-missing" })
  .transform((path) => (path.startsWith("/") ? path : `/${path}`))
  .refine((path) => PATH.test(path) && new URL(path, "http://localhost").pathname === path, {
    error: "path-invalid",
  })

/**
 * The settings that all in-nodes have. `maxBody` is in bytes; `allow` is from where requests may come; `rateLimit` is
 * how many a minute one sender may send, 0 for any number.
 */
export const inNodeSettings = z.object({
  name: optionalText,
  path: pathSetting,
  store: optionalText,
  maxBody: wholeNumber(1, 1_048_576),
  allow: addressListSetting,
  rateLimit: wholeNumber(0, 0),
})

export type InNodeSettings = z.infer<typeof inNodeSettings>

/** Parses a node's properties and credentials; throws a SettingError that names what to mend. */
export function parseSettings<Settings>(schema: z.ZodType<Settings>, properties: unknown): Settings {
  const result = schema.safeParse(properties)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const message = issue?.message ?? ""
  const isCode = /^[a-z]+(-[a-z]+)+$/.test(message)
  throw isCode
    ? new SettingError(message, issue?.code === "custom" ? issue.params : {})
    : new SettingError("setting-invalid", { field: issue?.path.join(".") ?? "", message })
}
