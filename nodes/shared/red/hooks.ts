import { AsyncResource } from "node:async_hooks"
import type { NodeAPI } from "node-red"

/** What is known of a node in the runtime's hooks. */
export type HookNode = {
  readonly id: string
  readonly type: string
  readonly _expectedDoneCount?: number
  readonly _inputCallback?: unknown
  readonly _inputCallbacks?: readonly unknown[] | null
  close(...parameters: unknown[]): unknown
}

type HookMessage = {
  readonly _msgid?: string
  readonly error?: { message?: string; source?: { id?: string } }
}
type SendEvent = { readonly msg: HookMessage; readonly destination: { readonly node?: HookNode } }
type ReceiveEvent = SendEvent
type CompleteEvent = {
  readonly msg: HookMessage
  readonly error?: unknown
  readonly node: { readonly node: HookNode }
}

/** RED.hooks, as far as it is used here; node-red-node-test-helper's RED has none. */
type Hooks = {
  add(name: `preRoute.${string}` | `preDeliver.${string}`, handler: (event: SendEvent) => void): void
  add(name: `onReceive.${string}` | `postReceive.${string}`, handler: (event: ReceiveEvent) => void): void
  add(name: `onComplete.${string}`, handler: (event: CompleteEvent) => void): void
  remove(name: string): void
}

type LogEntry = { level: number; id?: string; msg?: unknown }
type LogHandler = { emit(event: string, entry: LogEntry): void }
type Log = { ERROR: number; addHandler(handler: LogHandler): void; removeHandler(handler: LogHandler): void }

/** What the tracker hears of the messages of all flows. */
export type MessageListener = {
  /** A message is about to look for its next node. If it finds it, `sent` comes next. */
  routed(id: string): void
  sent(id: string, node: HookNode): void
  /** A message was given to a node that does not listen, as those do not that are closed. */
  unheard(id: string): void
  received(id: string | undefined): void
  completed(id: string | undefined, node: HookNode, error: string | null): void
  /** A node reported an error, and no Catch node took it. */
  failed(node: { id: string }, reason: string): void
  /** A Catch node took the error of the node `nodeId`. */
  caught(id: string | undefined, nodeId: string, reason: string): void
}

const LABEL = "guest-webhooks"

let logHandler: LogHandler | undefined

/** Listens to the messages of all flows. Handlers with one argument run synchronously. */
export function installHooks(RED: NodeAPI, listener: MessageListener): void {
  const { hooks, log } = internalsOf(RED)
  if (!hooks) return
  hooks.add(`preRoute.${LABEL}`, ({ msg }) => {
    if (msg._msgid !== undefined) listener.routed(msg._msgid)
  })
  hooks.add(`preDeliver.${LABEL}`, ({ msg, destination }) => {
    if (msg._msgid !== undefined && destination.node) listener.sent(msg._msgid, destination.node)
  })
  hooks.add(`onReceive.${LABEL}`, ({ msg, destination }) => {
    listener.received(msg._msgid)
    const failing = destination.node?.type === "catch" ? msg.error?.source?.id : undefined
    if (failing !== undefined) listener.caught(msg._msgid, failing, msg.error?.message ?? "")
  })
  hooks.add(`postReceive.${LABEL}`, ({ msg, destination }) => {
    if (msg._msgid !== undefined && destination.node && !listens(destination.node))
      listener.unheard(msg._msgid)
    // These never call done: all they do, they have done by now (NODE-RED.md, onComplete), or in their turn.
    const { node } = destination
    if (node?._expectedDoneCount === 0) inTurn(node, () => listener.completed(msg._msgid, node, null))
  })
  hooks.add(`onComplete.${LABEL}`, ({ msg, error, node }) => {
    listener.completed(msg._msgid, node.node, error ? String(error) : null)
  })
  logHandler = {
    emit(_event, { level, id, msg }) {
      if (level === log.ERROR && id !== undefined) listener.failed({ id }, String(msg))
    },
  }
  log.addHandler(logHandler)
}

/** Messages that were given to nodes which never call done, and are not taken as completed yet. */
const turns = new WeakMap<HookNode, (() => void)[]>()

/**
 * Core's switch handles one message in a turn of the event loop, however many it is given at once: so each is taken as
 * completed one turn after the other, in the context in which it came.
 */
function inTurn(node: HookNode, complete: () => void): void {
  const bound = AsyncResource.bind(complete)
  const others = turns.get(node)
  if (others) {
    others.push(bound)
    return
  }
  const waiting = [bound]
  turns.set(node, waiting)
  const next = () => {
    const completeFirst = waiting.shift()
    if (waiting.length > 0) setImmediate(next)
    else turns.delete(node)
    completeFirst?.() // last: should it throw, the others still have their turns
  }
  setImmediate(next)
}

function listens({ _inputCallback, _inputCallbacks }: HookNode): boolean {
  return Boolean(_inputCallback) || Boolean(_inputCallbacks?.length)
}

export function removeHooks(RED: NodeAPI): void {
  const { hooks, log } = internalsOf(RED)
  if (!hooks) return
  hooks.remove(`*.${LABEL}`)
  if (logHandler) log.removeHandler(logHandler)
  logHandler = undefined
}

function internalsOf(RED: NodeAPI): { hooks?: Hooks; log: Log } {
  return RED as unknown as { hooks?: Hooks; log: Log }
}
