import type { IncomingMessage, ServerResponse } from "node:http"
import { type Awaitable, attempt, whenThere } from "../core/awaitable"
import { SettingError, WebhookError } from "../core/errors"
import { errorAnswer, send } from "./answer"
import type { Captured } from "./intake"
import { isTooFarAhead } from "./pipelining"
import { type RawRequest, urlOf } from "./request"
import type { RouteOwner, RouteTable } from "./routes"

type Next = (error?: unknown) => void
type Handler = (request: IncomingMessage, response: ServerResponse, next: Next) => void

/** The part of an Express 4 or 5 application that is used here. */
export interface Application {
  parent?: Application
  path(): string
  use(handler: Handler): unknown
  lazyrouter?: () => void
  /** Express 4. */
  _router?: { stack: unknown[] }
  /** Express 5; in 4 it throws. */
  router?: { stack: unknown[] }
}

/** An in-node as the front layer sees it. */
export interface Endpoint extends RouteOwner {
  /** Reads a request, if it may be. */
  take(request: IncomingMessage): Promise<Captured>
  serve(response: ServerResponse, raw: RawRequest): Promise<void>
  refuse(response: ServerResponse, error: WebhookError): void
}

export type HostSettings = { httpNodeAuth?: unknown; httpNodeMiddleware?: unknown }

/**
 * Takes the requests to our paths before anything else in the root application can: with Node-RED's default
 * roots the editor's body parsers would consume and re-parse them first. Where the host guards its endpoints
 * (`httpNodeAuth`, `httpNodeMiddleware`), only the bytes are taken here, and the request is answered behind
 * those guards. Everything else passes through untouched.
 *
 * @param requestsPerConnection how many requests of one connection may be in progress; with one more it is closed
 * @param report told of what should never happen; its sender is told nothing of it
 */
export function installFront(
  nodeApp: Application,
  settings: HostSettings,
  routes: RouteTable<Endpoint>,
  requestsPerConnection: number,
  report: (error: unknown) => void,
): void {
  const root = rootOf(nodeApp)
  const guards = flatten(settings.httpNodeMiddleware)
  const guarded = Boolean(settings.httpNodeAuth) || guards.length > 0
  const captured = new WeakMap<IncomingMessage, Captured>()

  const fail = (response: ServerResponse, error: unknown) => {
    report(error)
    send(response, errorAnswer(new WebhookError("internal"), {}))
  }

  const respond = (path: string, response: ServerResponse, next: Next, taken: Captured) =>
    withEndpoint(path, response, next, (endpoint) => answer(endpoint, response, taken))

  /** Looked up anew for the answer: while a body arrives, a deploy may exchange its node. */
  const withEndpoint = (
    path: string,
    response: ServerResponse,
    next: Next,
    use: (endpoint: Endpoint) => Awaitable<void>,
  ) => {
    const proceed = (endpoint: Endpoint | undefined) => {
      if (endpoint) return use(endpoint)
      if (routes.has(path)) send(response, errorAnswer(new WebhookError("shutting-down"), {}))
      else next()
    }
    const used = attempt(() => whenThere(routes.find(path), proceed))
    if (used instanceof Promise) used.catch((error) => fail(response, error))
  }

  /** The node is told, the sender not: the answer would stand in line behind those that it does not wait for. */
  const cutOff = (path: string, request: IncomingMessage, response: ServerResponse, next: Next) => {
    request.socket.destroy()
    withEndpoint(path, response, next, (endpoint) => endpoint.refuse(response, new WebhookError("busy")))
  }

  putFirst(root, (request, response, next) => {
    const path = pathOf(request)
    if (!routes.has(path)) return next()
    // What else had arrived of a connection that was closed.
    if (request.socket.destroyed) return
    if (isTooFarAhead(request, response, requestsPerConnection)) return cutOff(path, request, response, next)
    withEndpoint(path, response, next, async (endpoint) => {
      const taken = await endpoint.take(request)
      if (!guarded) return respond(path, response, next, taken)
      captured.set(request, taken)
      // What body parsers leave behind, so that none of them waits for bytes that are gone.
      Object.assign(request, { _body: true, body: {} })
      next()
    })
  })

  if (!guarded) return
  // Before core's routes, one of which may be a pattern that our path fits.
  putFirst(nodeApp, (request, response, next) => {
    const taken = captured.get(request)
    if (!taken) return next()
    runGuards(guards, request, response, (error) => {
      if (error === undefined || error === null) respond(pathOf(request), response, next, taken)
      else if (isRefusal(error)) next(error)
      else fail(response, error)
    })
  })
}

/** The path of a request, before Express has set any. */
function pathOf(request: IncomingMessage): string {
  const url = urlOf(request)
  const path = url.startsWith("/") ? url : pathOfAbsolute(url)
  const query = path.indexOf("?")
  return query === -1 ? path : path.slice(0, query)
}

/** RFC 9112, 3.2.2: a server accepts the absolute form, which proxies may send. */
function pathOfAbsolute(url: string): string {
  return URL.parse(url)?.pathname ?? ""
}

function answer(endpoint: Endpoint, response: ServerResponse, taken: Captured): Awaitable<void> {
  if ("raw" in taken) return endpoint.serve(response, taken.raw)
  if (!(taken.error instanceof WebhookError)) throw taken.error
  endpoint.refuse(response, taken.error)
}

/** `httpNodeMiddleware` applies to core's routes one by one, so it is ours to run for our own. */
function runGuards(
  guards: readonly Handler[],
  request: IncomingMessage,
  response: ServerResponse,
  done: Next,
): void {
  const [guard, ...rest] = guards
  if (!guard) {
    done()
    return
  }
  try {
    guard(request, response, (error) => {
      if (error === undefined || error === null) runGuards(rest, request, response, done)
      else done(error)
    })
  } catch (error) {
    done(error)
  }
}

/** An error with a status of its own is a guard's answer, which is the host's to give. */
function isRefusal(error: unknown): boolean {
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500
  return status >= 400 && status < 500
}

function flatten(middleware: unknown): Handler[] {
  const handlers = Array.isArray(middleware) ? middleware.flat(Number.POSITIVE_INFINITY) : [middleware]
  return handlers.filter((handler): handler is Handler => typeof handler === "function")
}

function rootOf(application: Application): Application {
  return application.parent ? rootOf(application.parent) : application
}

/** As core does for its own purposes: adds a layer and moves it to the front of the router's stack. */
function putFirst(root: Application, handler: Handler): void {
  root.use(handler)
  const stack = (root._router ?? root.router)?.stack
  const layer = stack?.pop()
  if (!stack || !layer) throw new SettingError("host-unsupported")
  stack.unshift(layer)
}
