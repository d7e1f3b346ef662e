import { request as httpRequest, type IncomingHttpHeaders } from "node:http"
import { request as httpsRequest, Server as SecureServer } from "node:https"
import type { NodeAPI } from "node-red"
import { WebhookError } from "../../core/errors"
import type { SampleRequest } from "../../core/vendor"
import { inNodes } from "../in-nodes"
import { operatorSettings } from "../operator"

/** Milliseconds; Purple waits as long (FACTS.md P3). */
const TIMEOUT = 10_000

/** More of an answer than this is none of ours. */
const LONGEST_ANSWER = 10_000

type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

/**
 * Sends what the vendor would send, through the real way: to the public address where settings.js names it, which
 * proves the proxies on the way, too; otherwise to this server. Resolves to whatever was answered.
 */
export async function sendTest(RED: NodeAPI, wanted: { endpoint: string; sample: string }): Promise<object> {
  const inNode = inNodes.get(wanted.endpoint)
  const sample = inNode?.samples[wanted.sample]
  if (!inNode || !sample) throw new WebhookError("not-found")
  const { publicUrl } = operatorSettings(RED)
  const url = publicUrl === null ? ownAddress(RED) + inNode.servedAt : publicUrl + inNode.path
  const sent = Date.now()
  const answer = await post(url, sample(new Date()), publicUrl === null).catch((cause) => {
    throw new WebhookError("test-unreachable", "test-unreachable", { cause })
  })
  return { ...answer, milliseconds: Date.now() - sent, url }
}

function ownAddress(RED: NodeAPI): string {
  const server = RED.server
  const address = server.address()
  if (address === null || typeof address === "string") throw new WebhookError("test-unreachable")
  const host = address.address === "::" || address.address === "0.0.0.0" ? "localhost" : address.address
  const scheme = server instanceof SecureServer ? "https" : "http"
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${address.port}`
}

/** @param isOwn this server itself, whose certificate need not name the address of this computer */
function post(url: string, { headers, body }: SampleRequest, isOwn: boolean): Promise<Answer> {
  const send = url.startsWith("https:") ? httpsRequest : httpRequest
  const options = {
    method: "POST",
    headers: { ...headers, "Content-Length": Buffer.byteLength(body) },
    signal: AbortSignal.timeout(TIMEOUT),
    ...(isOwn && { rejectUnauthorized: false }),
  }
  return new Promise((resolve, reject) => {
    const request = send(url, options, (response) => {
      let text = ""
      response.setEncoding("utf8")
      response.on("data", (chunk: string) => {
        text = (text + chunk).slice(0, LONGEST_ANSWER)
      })
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
      response.on("error", reject)
    })
    request.on("error", reject).end(body)
  })
}
