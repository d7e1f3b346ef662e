import { isAbsolute, join, relative, resolve } from "node:path"
import { z } from "zod"
import { SettingError } from "../shared/core/errors"
import { choice, optionalText, wholeNumber } from "../shared/core/settings"

const DAY = 86_400_000
const SECOND = 1000

export const DEFAULT_FILE = "webhooks.sqlite"

/** What the keys in Redis begin with, where nothing else is said. */
const DEFAULT_PREFIX = "guest-webhooks"

/** The properties and credentials of a `webhook store`; `retention` and `quiet` come out in milliseconds. */
const properties = z.object({
  name: optionalText,
  kind: choice(["sqlite", "memory", "redis"]),
  path: optionalText.transform((path) => path || DEFAULT_FILE),
  url: optionalText,
  prefix: optionalText.transform((prefix) => prefix || DEFAULT_PREFIX),
  username: optionalText,
  password: optionalText,
  retention: wholeNumber(1, 7).transform((days) => days * DAY),
  retries: wholeNumber(0, 0),
  quiet: wholeNumber(1, 30).transform((seconds) => seconds * SECOND),
  maxPending: wholeNumber(1, 10_000),
})

export const settings = properties.refine(({ kind, url }) => kind !== "redis" || isRedisUrl(url), {
  error: "redis-url-invalid",
})

function isRedisUrl(url: string): boolean {
  return /^rediss?:$/.test(URL.parse(url)?.protocol ?? "")
}

export type StoreSettings = z.infer<typeof settings>

/** The absolute path of a store's file; one that leads out of the user directory is refused. */
export function fileBelow(userDirectory: string, path: string): string {
  const file = resolve(userDirectory, path)
  const inside = relative(userDirectory, file)
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside))
    throw new SettingError("store-path-outside")
  return join(userDirectory, inside)
}
