// The path an in-node listens on: proposing one, tidying what was typed, and the URL it makes.

const LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"
const UNGUESSABLE_LENGTH = 16

/** Bytes at and above the largest multiple of 36 would make some characters likelier than others. */
const FAIR = 256 - (256 % LETTERS_AND_DIGITS.length)

function randomCharacters(length: number): string {
  let characters = ""
  while (characters.length < length) {
    const [byte = FAIR] = crypto.getRandomValues(new Uint8Array(1))
    if (byte < FAIR) characters += LETTERS_AND_DIGITS.charAt(byte % LETTERS_AND_DIGITS.length)
  }
  return characters
}

/** For Purple the path is the only secret there is (FACTS.md P5). */
export function proposePath(vendor: string): string {
  return `/webhooks/${vendor}/${randomCharacters(UNGUESSABLE_LENGTH)}`
}

/** A short name for a row of a list; it only has to differ from its neighbours. */
export function randomId(): string {
  return randomCharacters(8)
}

const ENVIRONMENT_VARIABLE = /^\$\{\S+\}$/

export function isEnvironmentVariable(value: string): boolean {
  return ENVIRONMENT_VARIABLE.test(value)
}

/** What people paste: white space around the path, or a path without its leading slash. */
export function tidyPath(typed: string): string {
  const path = typed.trim()
  if (path === "" || path.startsWith("/") || isEnvironmentVariable(path)) return path
  return `/${path}`
}

const URL_PATH_SEGMENT = /^(?:[\w.~!$&'()+,;=@-]|%[0-9A-Fa-f]{2})+$/

export function isRoutePath(path: string): boolean {
  if (isEnvironmentVariable(path)) return true
  if (!path.startsWith("/")) return false
  const segments = path.slice(1).split("/")
  return segments.every((segment) => URL_PATH_SEGMENT.test(segment) && segment !== "." && segment !== "..")
}

/** The router tells neither case nor a trailing slash apart. */
export function isSameRoute(one: string, other: string): boolean {
  const route = (path: string) => tidyPath(path).replace(/\/$/, "").toLowerCase()
  return route(one) === route(other)
}

export function publicUrl(origin: string, root: string, path: string): string {
  const parts = [root, path].flatMap((part) => part.split("/")).filter((part) => part !== "")
  return `${origin}/${parts.join("/")}`
}

const LOCAL_HOST =
  /^(localhost|.*\.local|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|\[::1\]|\[f[cd].*)$/

/** A vendor's cloud reaches no address of this computer or of a private network. */
export function isLocalHost(hostname: string): boolean {
  return LOCAL_HOST.test(hostname)
}
