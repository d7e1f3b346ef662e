import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red"
import { SettingError, WebhookError } from "../shared/core/errors"
import { migrate } from "../shared/core/migrate"
import { parseSettings } from "../shared/core/settings"
import { explainSettingError } from "../shared/red/explain"
import { watchFlows } from "../shared/red/flows"
import { operatorSettings } from "../shared/red/operator"
import { firstSentence, StatusLine } from "../shared/red/status-line"
import { useStore } from "../shared/red/stores"
import { hideToken } from "./hide-token"
import { migrations } from "./migrations"
import { firstTimeIn, type IsFirst } from "./replays"
import { type Settings, settings } from "./schema"
import { coversTime, schemeOf } from "./scheme"
import { readSignedMessage } from "./signed-message"
import { createVerifier, type Fault, type Verifier } from "./verify"

type Verification = { ok: true } | { ok: false; code: string; reason: string }
type VerifiedMessage = NodeMessage & { verification?: Verification }

export = function register(RED: NodeAPI): void {
  watchFlows(RED)
  RED.nodes.registerType<Node<{ secret: string }>, NodeDef, object, { secret: string }>(
    "verify signature",
    function construct(this: Node<{ secret: string }>, definition: NodeDef) {
      RED.nodes.createNode(this, definition)
      const { check, show, close } = prepare(RED, this, { ...definition, ...this.credentials })
      const handle = async (message: VerifiedMessage, send: (messages: (NodeMessage | null)[]) => void) => {
        const verification = verificationOf(RED, await check(message))
        message.verification = verification
        show(verification)
        send(verification.ok ? [message, null] : [null, message])
      }
      this.on("input", (message: VerifiedMessage, send, done) => {
        handle(message, send).then(() => done(), done)
      })
      this.on("close", (done: () => void) => close().then(done, done))
    },
    { credentials: { secret: { type: "password" } } },
  )
}

type Prepared = {
  check: (message: VerifiedMessage) => Promise<Fault>
  show: (verification: Verification) => void
  close: () => Promise<void>
}

/** With settings that cannot work nothing is verified, rather than everything let through. */
function prepare(RED: NodeAPI, node: Node, properties: object): Prepared {
  try {
    const parsed = parseSettings(settings, migrate({ ...properties }, migrations))
    const verifier = createVerifier(parsed, (signed, now) => memory.isFirst(signed, now))
    const line = new StatusLine(RED, node, operatorSettings(RED).limits)
    const memory = rememberReplays(RED, node, parsed)
    return {
      check: (message) => verify(message, verifier, parsed),
      show: (verification) => show(line, verification),
      close() {
        line.close()
        return memory.release()
      },
    }
  } catch (error) {
    explainSettingError(RED, node, error)
    const code = error instanceof SettingError ? error.code : "setting-invalid"
    return { check: async () => code, show() {}, close: async () => {} }
  }
}

function show(line: StatusLine, verification: Verification): void {
  if (verification.ok) line.show("good", "verified")
  else if (verification.code === "store-unavailable") line.show("trouble", "unavailable")
  else line.show("refused", "rejected", { reason: firstSentence(verification.reason) })
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
