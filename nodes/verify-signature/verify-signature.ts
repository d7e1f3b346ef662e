import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red"
import { SettingError, WebhookError } from "../shared/core/errors"
import { migrate } from "../shared/core/migrate"
import { parseSettings } from "../shared/core/settings"
import { explainSettingError } from "../shared/red/explain"
import { watchFlows } from "../shared/red/flows"
import { useStore } from "../shared/red/stores"
import { throttle } from "../shared/red/throttle"
import { hideToken } from "./hide-token"
import { migrations } from "./migrations"
import { firstTimeIn, type IsFirst } from "./replays"
import { type Settings, settings } from "./schema"
import { coversTime, schemeOf } from "./scheme"
import { readSignedMessage } from "./signed-message"
import { createVerifier, type Fault, type Verifier } from "./verify"

type Verification = { ok: true } | { ok: false; code: string; reason: string }
type VerifiedMessage = NodeMessage & { verification?: Verification }

/** Milliseconds between two updates of the node's status. */
const STATUS_INTERVAL = 500

export = function register(RED: NodeAPI): void {
  watchFlows(RED)
  RED.nodes.registerType<Node<{ secret: string }>, NodeDef, object, { secret: string }>(
    "verify signature",
    function construct(this: Node<{ secret: string }>, definition: NodeDef) {
      RED.nodes.createNode(this, definition)
      const { check, release } = prepare(RED, this, { ...definition, ...this.credentials })
      const status = throttle<Verification>(STATUS_INTERVAL, (verification) =>
        this.status(
          verification.ok
            ? {}
            : { fill: "yellow", shape: "ring", text: verification.reason.split(". ", 1)[0] ?? "" },
        ),
      )
      const handle = async (message: VerifiedMessage, send: (messages: (NodeMessage | null)[]) => void) => {
        const verification = verificationOf(RED, await check(message))
        message.verification = verification
        status.push(verification)
        send(verification.ok ? [message, null] : [null, message])
      }
      this.on("input", (message: VerifiedMessage, send, done) => {
        handle(message, send).then(() => done(), done)
      })
      this.on("close", (done: () => void) => {
        status.cancel()
        release().then(done, done)
      })
    },
    { credentials: { secret: { type: "password" } } },
  )
}

type Prepared = { check: (message: VerifiedMessage) => Promise<Fault>; release: () => Promise<void> }

/** With settings that cannot work nothing is verified, rather than everything let through. */
function prepare(RED: NodeAPI, node: Node, properties: object): Prepared {
  try {
    const parsed = parseSettings(settings, migrate({ ...properties }, migrations))
    const verifier = createVerifier(parsed, (signed, now) => memory.isFirst(signed, now))
    const memory = rememberReplays(RED, node, parsed)
    return { check: (message) => verify(message, verifier, parsed), release: memory.release }
  } catch (error) {
    explainSettingError(RED, node, error)
    const code = error instanceof SettingError ? error.code : "setting-invalid"
    return { check: async () => code, release: async () => {} }
  }
}

/** Only what is signed with its time is remembered, so nothing else needs a store. */
function rememberReplays(
  RED: NodeAPI,
  node: Node,
  parsed: Settings,
): { isFirst: IsFirst; release: () => Promise<void> } {
  if (!coversTime(schemeOf(parsed))) return { isFirst: async () => true, release: async () => {} }
  const { store, release } = useStore(RED, parsed.store)
  return { isFirst: firstTimeIn(store, node.id, parsed.tolerance), release }
}

/** What cannot be looked up may be a replay, so it is not verified. */
async function verify(message: VerifiedMessage, verifier: Verifier, parsed: Settings): Promise<Fault> {
  const request = readSignedMessage(message)
  if (!request) return "raw-body-missing"
  try {
    return await verifier(request, Date.now())
  } catch (error) {
    if (error instanceof WebhookError) return error.reason
    throw error
  } finally {
    hideToken(message, parsed)
  }
}

function verificationOf(RED: NodeAPI, fault: Fault): Verification {
  return fault === null ? { ok: true } : { ok: false, code: fault, reason: RED._(`errors.${fault}`) }
}
