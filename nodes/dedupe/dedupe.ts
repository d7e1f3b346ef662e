import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red"
import { type Awaitable, attempt, whenThere } from "../shared/core/awaitable"
import { SettingError, WebhookError } from "../shared/core/errors"
import { migrate } from "../shared/core/migrate"
import { parseSettings } from "../shared/core/settings"
import type { ClaimHandle } from "../shared/core/store"
import { toIso } from "../shared/core/values/time"
import type { Ending } from "../shared/red/completion"
import { type KeyedEvent, onErase } from "../shared/red/erasure"
import { explainSettingError } from "../shared/red/explain"
import { tracker, watchFlows } from "../shared/red/flows"
import { operatorSettings } from "../shared/red/operator"
import { StatusLine } from "../shared/red/status-line"
import { type StoreBinding, useStore } from "../shared/red/stores"
import { type Decision, Deduplicator, type KeyReader } from "./deduplicator"
import { type KeyParts, keyOfEvent, partsOf } from "./key"
import { migrations } from "./migrations"
import { type Settings, settings } from "./schema"
import { DedupeStatus } from "./status"

type DedupedMessage = NodeMessage & { reset?: unknown; dedupe?: object }

export = function register(RED: NodeAPI): void {
  watchFlows(RED)
  RED.nodes.registerType("dedupe", function construct(this: Node, definition: NodeDef) {
    RED.nodes.createNode(this, definition)
    try {
      open(RED, this, parseSettings(settings, migrate({ ...definition }, migrations)))
    } catch (error) {
      explainSettingError(RED, this, error)
      // Better said of every message than passed on unchecked.
      this.on("input", (_message, _send, done) =>
        done(error instanceof Error ? error : new Error(String(error))),
      )
    }
  })
}

function open(RED: NodeAPI, node: Node, parsed: Settings): void {
  const readKey = createKeyReader(RED, node, parsed)
  const { store, quiet, release } = useStore(RED, parsed.store)
  const deduplicator = new Deduplicator(parsed, node.id, store, readKey)
  const line = new StatusLine(RED, node, operatorSettings(RED).limits)
  const status = new DedupeStatus(line)
  const fail = (error: unknown) => {
    status.failed(error)
    return explained(RED, error)
  }
  const pass = parsed.commit === "complete" ? followed(RED, node, { store, quiet }, fail) : passedAtOnce
  node.on("input", (message: DedupedMessage, send, done) => {
    const succeed = (decision: Decision | null) => {
      if (decision) status.decided(decision)
      done()
    }
    const reject = (error: unknown) => done(fail(error))
    const handled = attempt(() => handle(RED, parsed, deduplicator, pass, message, send))
    if (handled instanceof Promise) handled.then(succeed, reject)
    else succeed(handled)
  })
  const stopErasing = onErase((events) => forgetAll(deduplicator, events))
  node.on("close", (done: () => void) => {
    stopErasing()
    line.close()
    if (parsed.commit === "complete") tracker.unuse(RED)
    release().then(done, done)
  })
}

/** @returns null where the message goes nowhere */
function handle(
  RED: NodeAPI,
  { missing }: Settings,
  deduplicator: Deduplicator,
  pass: Pass,
  message: DedupedMessage,
  send: Send,
): Awaitable<Decision | null> {
  if (message.reset) return whenThere(deduplicator.reset(message, message.reset), () => null)
  return whenThere(deduplicator.decide(message, Date.now()), ({ decision, claim }) => {
    if (decision.reason === "no-key" && missing === "drop") return null
    if (decision.reason === "no-key" && missing === "error") throw new Error(RED._("errors.no-key"))
    message.dedupe = describe(decision)
    if (decision.duplicate) send([null, message])
    else pass(message, claim, send)
    return decision
  })
}

/** An expression that fails on an event has never made a key of it. */
async function forgetAll(deduplicator: Deduplicator, events: readonly KeyedEvent[]): Promise<number> {
  const forget = async (payload: KeyedEvent) => deduplicator.reset({ payload, _msgid: "" }, "key")
  const forgotten = await Promise.all(events.map((payload) => forget(payload).catch(() => 0)))
  return forgotten.reduce((sum, count) => sum + count, 0)
}

type Send = (messages: (NodeMessage | null)[]) => void
type Pass = (message: NodeMessage, claim: ClaimHandle | null, send: Send) => void

function passedAtOnce(message: NodeMessage, _claim: ClaimHandle | null, send: Send): void {
  send([message, null])
}

/**
 * Passes a message on under an id of its own, so that what happens behind this node is told from what happens
 * beside it, and commits or releases the claim as that ends. What a deploy cuts off keeps its lease: the event
 * comes again and takes it up.
 */
function followed(
  RED: NodeAPI,
  node: Node,
  { store, quiet }: Pick<StoreBinding, "store" | "quiet">,
  fail: (error: unknown) => Error,
): Pass {
  tracker.use(RED)
  return (message, claim, send) => {
    if (!claim) return passedAtOnce(message, claim, send)
    // A message of its own: the one that came in still has to be told as completed under its id.
    const passed = { ...message, _msgid: RED.util.generateId() }
    const settle = (ending: Ending) => {
      if (ending.kind === "handled") return store.commit(claim)
      return ending.kind === "failed" ? store.release(claim) : undefined
    }
    tracker.follow(
      passed._msgid,
      quiet,
      () => send([passed, null]),
      // Not written down, a claim ends with its lease; the log has to say why.
      (ending) => void settle(ending)?.catch((error) => node.error(fail(error).message)),
    )
  }
}

function describe({ duplicate, reason, key, firstSeen, count }: Decision): object {
  return { duplicate, reason, key, count, firstSeen: firstSeen === null ? null : toIso(firstSeen) }
}

function createKeyReader(RED: NodeAPI, node: Node, parsed: Settings): KeyReader {
  const { key, property, expression } = parsed
  if (key === "property") return (message) => partsOf(propertyOf(RED, message, property))
  if (key !== "jsonata") return (message) => keyOfEvent(key, message.payload)
  const prepared = prepareExpression(RED, node, expression)
  return (message) =>
    new Promise<KeyParts>((resolve, reject) => {
      RED.util.evaluateJSONataExpression(prepared, message, (error, value) =>
        error ? reject(error) : resolve(partsOf(value)),
      )
    })
}

/** Where a part of the path is missing, there is no key. */
function propertyOf(RED: NodeAPI, message: NodeMessage, property: string): unknown {
  try {
    return RED.util.getMessageProperty(message, property)
  } catch {
    return undefined
  }
}

function prepareExpression(RED: NodeAPI, node: Node, expression: string) {
  try {
    return RED.util.prepareJSONataExpression(expression, node)
  } catch (cause) {
    throw new SettingError("expression-invalid", {}, { cause })
  }
}

function explained(RED: NodeAPI, error: unknown): Error {
  if (error instanceof WebhookError) return new Error(RED._(`errors.${error.reason}`), { cause: error })
  return error instanceof Error ? error : new Error(String(error))
}
