import type { IncomingMessage } from "node:http"
import type { AddressList } from "../core/addresses"
import { WebhookError } from "../core/errors"
import type { OperatorSettings } from "../core/operator-settings"
import { decompress, readBytes } from "./body"
import type { Load } from "./load"
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
  try {
    const ip = senderAddress(request, rules.operator.trustedHops)
    checkSender(ip, rules.allow)
    if (rules.rate) await rules.rate.count(ip)
    checkHead(request, rules)
    return { raw: rawRequest(request, await read(request, rules), ip) }
  } catch (error) {
    return { error }
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

async function read(
  request: IncomingMessage,
  { endpoint, maxBody, operator, load }: IntakeRules,
): Promise<Buffer> {
  const hold = load.enter(endpoint, operator.limits)
  try {
    const milliseconds = operator.limits.bodySeconds * 1000
    const bytes = await readBytes(request, { bytes: maxBody, milliseconds, hold })
    const encoding = request.headers["content-encoding"]
    if (encoding === undefined) return bytes // as almost always
    const content = await decompress(bytes, encoding, maxBody)
    if (content !== bytes) hold.grow(content.length)
    return content
  } finally {
    hold.leave()
  }
}
