// Checks of what is typed into a dialog. A check answers what is wrong, as a key of the catalogue;
// `validator` makes of it what Node-RED wants: true, or a text that says what to do.
import type { EditorNode, Validator, Values } from "./types"

export interface Problem {
  key: string
  values?: Values
}

export type Check<Node> = (value: string, node: Node) => Problem | undefined

export function validator<Node extends EditorNode>(check: Check<Node>): Validator<Node> {
  return function (value, _options) {
    const problem = check(String(value ?? "").trim(), this)
    return problem ? this._(problem.key, problem.values) : true
  }
}

export function wholeNumber(field: string, minimum: number): Validator<EditorNode> {
  return function (value, _options) {
    if (value === undefined) return true // the node is of a version without this: its default counts
    const number = Number(String(value ?? "").trim() || Number.NaN)
    if (Number.isSafeInteger(number) && number >= minimum) return true
    return this._("validation.wholeNumber", { field: this._(field), minimum })
  }
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/

export function isHeaderName(value: string): boolean {
  return HEADER_NAME.test(value)
}

/** Empty means the server's own zone. */
export function isTimeZone(value: string): boolean {
  if (value === "") return true
  try {
    new Intl.DateTimeFormat("en", { timeZone: value })
    return true
  } catch {
    return false
  }
}

/** A file below the user directory: no absolute path, on no system, and no way out of it. */
export function isFileBelow(value: string): boolean {
  const segments = value.split(/[/\\]/)
  const absolute = segments[0] === "" || /^[a-z]:/i.test(value)
  return !absolute && !segments.includes("..") && segments.at(-1) !== ""
}

/** redis:// or, with TLS, rediss://; or an environment variable that holds it. */
export function isRedisUrl(value: string): boolean {
  return /^rediss?:\/\/[^\s/]+/.test(value.trim()) || /^\$\{.+\}$/.test(value.trim())
}

/** An IPv4 or IPv6 address, or a network such as 192.0.2.0/24. */
export function isAddressOrNetwork(value: string): boolean {
  const [address = "", bits, ...rest] = value.split("/")
  const longest = isIpv4(address) ? 32 : isIpv6(address) ? 128 : -1
  const isLength = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest)
  return longest > 0 && isLength && rest.length === 0
}

function isIpv4(value: string): boolean {
  const numbers = value.split(".")
  return (
    numbers.length === 4 &&
    numbers.every((number) => /^(0|[1-9]\d{0,2})$/.test(number) && Number(number) <= 255)
  )
}

function isIpv6(value: string): boolean {
  return value.includes(":") && URL.canParse(`http://[${value}]`)
}

const PLACEHOLDERS = ["body", "timestamp", "id", "method", "url"]

/** The first placeholder of a template that nothing fills. */
export function unknownPlaceholder(template: string): string | undefined {
  const names = [...template.matchAll(/\{(\w*)\}/g)].map(([, name]) => name ?? "")
  return names.find((name) => !PLACEHOLDERS.includes(name))
}
