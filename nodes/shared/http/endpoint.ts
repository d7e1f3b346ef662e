import type { IncomingMessage, ServerResponse } from "node:http"
import type { WebhookError } from "../core/errors"
import { answerTo, errorAnswer, send } from "./answer"
import type { Endpoint } from "./front"
import { type Outcome, type Receiver, receive } from "./receive"
import { rawRequest } from "./request"

/** What an in-node wants to hear of its endpoint. */
export interface EndpointObserver {
  /** The sender has its answer; now the event, if there is one, goes its way. */
  answered(outcome: Outcome): void
  placed(served: boolean): void
}

/** Connects the receiving pipeline of one in-node with the front layer. */
export function createEndpoint<Settings extends { maxBody: number }>(
  receiver: Receiver<Settings>,
  observer: EndpointObserver,
): Endpoint {
  const { methods, answerHeaders } = receiver.vendor
  return {
    id: receiver.endpoint,
    methods,
    answerHeaders,
    maxBody: receiver.settings.maxBody,
    placed: observer.placed,
    async serve(request: IncomingMessage, response: ServerResponse, url: string, bytes: Buffer) {
      const outcome = await receive(rawRequest(request, url, bytes), receiver)
      send(response, answerTo(outcome, answerHeaders))
      observer.answered(outcome)
    },
    refuse(response: ServerResponse, error: WebhookError) {
      const allow = error.code === "method-not-allowed" ? { Allow: methods.join(", ") } : {}
      send(response, errorAnswer(error, { ...answerHeaders, ...allow }))
      observer.answered({ kind: "rejected", error, authentic: false, bytes: null })
    },
  }
}
