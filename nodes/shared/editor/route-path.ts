// The path an in-node listens on: proposing one, tidying what was typed, and the URL it makes.

import { randomCharacters } from "./random"

const UNGUESSABLE_LENGTH = 16

/** For Purple the path is the only secret there is (FACTS.md P5). */
export function proposePath(vendor: string): string {
  return `/webhooks/${vendor}/${randomCharacters(UNGUESSABLE_LENGTH)}`
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

/**
 * The whole address of a path.
 *
 * @param base at which httpNodeRoot is reached
 */
export function publicUrl(base: string, path: string): string {
  return base.replace(/\/+$/, "") + (path === "" ? "" : tidyPath(path))
}

/** The base where nothing else is known: the address at which this editor is open, with httpNodeRoot. */
export function baseHere(origin: string, root: string): string {
  return publicUrl(origin, root).replace(/\/+$/, "")
}

/** What somebody typed or pasted as the public address; undefined where it is none. */
export function readBase(typed: string): URL | undefined {
  if (!URL.canParse(typed.trim())) return undefined
  const url = new URL(typed.trim())
  return /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "" ? url : undefined
}

const LOCAL_HOST =
  /^(localhost|.*\.local|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|\[::1\]|\[f[cd].*)$/

/** A vendor's cloud reaches no address of this computer or of a private network. */
export function isLocalHost(hostname: string): boolean {
  return LOCAL_HOST.test(hostname)
}
