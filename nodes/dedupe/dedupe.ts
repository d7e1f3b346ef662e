import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red"
import { SettingError, WebhookError } from "../shared/core/errors"
import { parseSettings } from "../shared/core/settings"
import { toIso } from "../shared/core/values/time"
import { explainSettingError } from "../shared/red/explain"
import { useStore } from "../shared/red/stores"
import { type Decision, Deduplicator, type KeyReader } from "./deduplicator"
import { type KeyParts, keyOfEvent, partsOf } from "./key"
import { type Settings, settings } from "./schema"

type DedupedMessage = NodeMessage & { reset?: unknown; dedupe?: object }

export = function register(RED: NodeAPI): void {
  RED.nodes.registerType("dedupe", function construct(this: Node, definition: NodeDef) {
    RED.nodes.createNode(this, definition)
    try {
      open(RED, this, parseSettings(settings, definition))
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
  const { store, release } = useStore(RED, parsed.store)
  const deduplicator = new Deduplicator(parsed, node.id, store, readKey)
  node.on("input", (message: DedupedMessage, send, done) => {
    handle(RED, parsed, deduplicator, message, send).then(
      () => done(),
      (error) => done(explained(RED, error)),
    )
  })
  node.on("close", (done: () => void) => release().then(done, done))
}

async function handle(
  RED: NodeAPI,
  { missing }: Settings,
  deduplicator: Deduplicator,
  message: DedupedMessage,
  send: (messages: (NodeMessage | null)[]) => void,
): Promise<void> {
  if (message.reset) return deduplicator.reset(message, message.reset)
  const decision = await deduplicator.decide(message, Date.now())
  if (decision.reason === "no-key" && missing === "drop") return
  if (decision.reason === "no-key" && missing === "error") throw new Error(RED._("errors.no-key"))
  message.dedupe = describe(decision)
  send(decision.duplicate ? [null, message] : [message, null])
}

function describe({ firstSeen, ...decision }: Decision): object {
  return { ...decision, firstSeen: firstSeen === null ? null : toIso(firstSeen) }
}

function createKeyReader(RED: NodeAPI, node: Node, parsed: Settings): KeyReader {
  const { key, property, expression } = parsed
  if (key === "property") return async (message) => partsOf(RED.util.getMessageProperty(message, property))
  if (key !== "jsonata") return async (message) => keyOfEvent(key, message.payload)
  const prepared = prepareExpression(RED, node, expression)
  return (message) =>
    new Promise<KeyParts>((resolve, reject) => {
      RED.util.evaluateJSONataExpression(prepared, message, (error, value) =>
        error ? reject(error) : resolve(partsOf(value)),
      )
    })
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
