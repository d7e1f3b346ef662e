import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red"
import { SettingError } from "../shared/core/errors"
import { migrate } from "../shared/core/migrate"
import { parseSettings } from "../shared/core/settings"
import { explainSettingError } from "../shared/red/explain"
import { throttle } from "../shared/red/throttle"
import { hideToken } from "./hide-token"
import { migrations } from "./migrations"
import { type Settings, settings } from "./schema"
import { readSignedMessage } from "./signed-message"
import { createVerifier, type Fault, type Verifier } from "./verify"

type Verification = { ok: true } | { ok: false; code: string; reason: string }
type VerifiedMessage = NodeMessage & { verification?: Verification }

/** Milliseconds between two updates of the node's status. */
const STATUS_INTERVAL = 500

export = function register(RED: NodeAPI): void {
  RED.nodes.registerType<Node<{ secret: string }>, NodeDef, object, { secret: string }>(
    "verify signature",
    function construct(this: Node<{ secret: string }>, definition: NodeDef) {
      RED.nodes.createNode(this, definition)
      const check = prepare(RED, this, { ...definition, ...this.credentials })
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
      this.on("close", () => status.cancel())
    },
    { credentials: { secret: { type: "password" } } },
  )
}

/** With settings that cannot work nothing is verified, rather than everything let through. */
function prepare(RED: NodeAPI, node: Node, properties: object): (message: VerifiedMessage) => Promise<Fault> {
  try {
    const parsed = parseSettings(settings, migrate({ ...properties }, migrations))
    const verifier = createVerifier(parsed)
    return (message) => verify(message, verifier, parsed)
  } catch (error) {
    explainSettingError(RED, node, error)
    const code = error instanceof SettingError ? error.code : "setting-invalid"
    return async () => code
  }
}

async function verify(message: VerifiedMessage, verifier: Verifier, parsed: Settings): Promise<Fault> {
  const request = readSignedMessage(message)
  if (!request) return "raw-body-missing"
  const fault = await verifier(request, Date.now())
  hideToken(message, parsed)
  return fault
}

function verificationOf(RED: NodeAPI, fault: Fault): Verification {
  return fault === null ? { ok: true } : { ok: false, code: fault, reason: RED._(`errors.${fault}`) }
}
