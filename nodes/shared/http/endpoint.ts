import type { IncomingMessage, ServerResponse } from "node:http"
import { WebhookError } from "../core/errors"
import type { OperatorSettings } from "../core/operator-settings"
import type { InNodeSettings } from "../core/settings"
import { answerTo, errorAnswer, send } from "./answer"
import type { Endpoint } from "./front"
import { checkTaken, takeIn } from "./intake"
import type { Hold, Load } from "./load"
import { SenderRate } from "./rate"
import { type Outcome, type Receiver, receive } from "./receive"
import type { RawRequest } from "./request"

/** What an in-node wants to hear of its endpoint. */
export interface EndpointObserver {
  /** The sender has its answer; now the event, if there is one, goes its way. */
  answered(outcome: Outcome): void
  placed(served: boolean): void
}

/** Connects the receiving pipeline of one in-node with the front layer. */
export function createEndpoint<Settings extends InNodeSettings>(
  receiver: Receiver<Settings>,
  { operator, load }: { operator: OperatorSettings; load: Load },
  observer: EndpointObserver,
): Endpoint {
  const { endpoint: id, vendor, settings } = receiver
  const { methods, answerHeaders } = vendor
  const { maxBody, allow, rateLimit } = settings
  const rate = rateLimit > 0 ? new SenderRate(rateLimit) : null
  const rules = { endpoint: id, methods, maxBody, allow, rate, operator, load }

  return {
    id,
    placed: observer.placed,
    take: (request: IncomingMessage) => takeIn(request, rules),
    async serve(response: ServerResponse, raw: RawRequest) {
      let hold: Hold | undefined
      let outcome: Outcome
      try {
        checkTaken(raw, settings)
        hold = load.enter(id, operator.limits)
        hold.grow(raw.bytes.length)
        outcome = await receive(raw, receiver)
      } catch (error) {
        outcome = rejected(error)
      } finally {
        hold?.leave()
      }
      send(response, answerTo(outcome, answerHeaders))
      // First all answers of a commit, and what comes meanwhile, then the events.
      if (outcome.kind === "accepted") await receiver.store.lull()
      observer.answered(outcome)
    },
    refuse(response: ServerResponse, error: WebhookError) {
      const allowed = error.code === "method-not-allowed" ? { Allow: methods.join(", ") } : {}
      send(response, errorAnswer(error, { ...answerHeaders, ...allowed }))
      observer.answered(rejected(error))
    },
  }
}

/** A request that was turned away before anything in it was looked at. */
function rejected(error: unknown): Outcome {
  if (!(error instanceof WebhookError)) throw error
  return { kind: "rejected", error, authentic: false, bytes: null }
}
