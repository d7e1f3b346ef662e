import type { IncomingMessage } from "node:http"
import type { AddressList } from "../core/addresses"
import { WebhookError } from "../core/errors"
import type { OperatorSettings } from "../core/operator-settings"
import { decompress, readBytes } from "./body"
import type { Hold, Load } from "./load"
import type { SenderRate } from "./rate"
import { type RawRequest, rawRequest, urlOf } from "./request"
import { senderAddress } from "./sender"

/** A request with its bytes, or why they were not taken. */
export type Captured = { raw: RawRequest } | { error: unknown }

/** What one endpoint takes in. */
export type IntakeRules = {
  endpoint: string
  methods: readonly string[]
  /** Bytes, compressed or not. */
  maxBody: number
  /** null: from anywhere. */
  allow: AddressList | null
  /** null: as often as they like. */
  rate: SenderRate | null
  operator: OperatorSettings
  load: Load
}

/**
 * Takes a request's bytes. Whatever can be refused without them is refused first, so that nobody who may not send
 * is read.
 */
export async function takeIn(request: IncomingMessage, rules: IntakeRules): Promise<Captured> {
  const { endpoint, allow, rate, maxBody, operator, load } = rules
  let hold: Hold | undefined
  try {
    const ip = senderAddress(request, operator.trustedHops)
    checkSender(ip, allow)
    if (rate) await rate.count(ip)
    checkHead(request, rules)
    hold = load.enter(endpoint, operator.limits)
    const milliseconds = operator.limits.bodySeconds * 1000
    const bytes = await readBytes(request, { bytes: maxBody, milliseconds, hold })
    const encoding = request.headers["content-encoding"]
    const content = encoding === undefined ? bytes : await decompress(bytes, encoding, maxBody)
    if (content !== bytes) hold.grow(content.length)
    return { raw: rawRequest(request, content, ip) }
  } catch (error) {
    return { error }
  } finally {
    hold?.leave()
  }
}

/**
 * Holds a request that has been taken against these rules: while its body arrived, a deploy may have exchanged the
 * node that let it in.
 */
export function checkTaken(
  { ip, bytes }: RawRequest,
  { allow, maxBody }: Pick<IntakeRules, "allow" | "maxBody">,
): void {
  checkSender(ip, allow)
  if (bytes.length > maxBody) throw new WebhookError("body-too-large")
}

function checkSender(ip: string, allow: AddressList | null): void {
  if (allow && !allow.has(ip)) throw new WebhookError("forbidden")
}

function checkHead(request: IncomingMessage, { methods, operator }: IntakeRules): void {
  if (!methods.includes(request.method ?? "")) throw new WebhookError("method-not-allowed")
  const { headers, headerBytes, queryBytes } = operator.limits
  const { rawHeaders } = request
  const length = rawHeaders.reduce((sum, text) => sum + text.length, 0)
  if (rawHeaders.length > 2 * headers || length > headerBytes) throw new WebhookError("headers-too-large")
  const url = urlOf(request)
  const query = url.indexOf("?")
  if (query !== -1 && url.length - query - 1 > queryBytes) throw new WebhookError("query-too-long")
}
