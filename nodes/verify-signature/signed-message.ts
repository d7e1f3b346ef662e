import { z } from "zod"

/** A request as a message carries it. `bytes` are the exact ones, or null where the message no longer has them. */
export type SignedMessage = {
  method: string
  url: string
  headers: Record<string, unknown>
  query: Record<string, unknown>
  bytes: Buffer | null
  payload: unknown
  /** Of the token that one of our in-nodes took out. */
  tokenDigest?: string | undefined
  /** When one of our in-nodes received it, milliseconds since 1970: the event may have waited since. */
  receivedAt?: number | undefined
  /** One of our in-nodes emits it again. */
  redelivered?: boolean | undefined
}

const record = z.record(z.string(), z.unknown())
const bytes = z.instanceof(Buffer).nullable().catch(null)

/** As our in-nodes emit it. */
const ours = z.object({
  webhook: z.object({
    method: z.string(),
    url: z.string(),
    headers: record,
    query: record.catch({}),
    rawBody: bytes,
    tokenDigest: z.string().optional().catch(undefined),
    receivedAt: z.iso
      .datetime()
      .transform((time) => Date.parse(time))
      .optional()
      .catch(undefined),
    redelivered: z.boolean().optional().catch(undefined),
  }),
  payload: z.unknown(),
})

/** As core's `http in` emits it; with "do not parse the body" its payload is the exact bytes. */
const cores = z.object({
  req: z.object({
    method: z.string(),
    originalUrl: z.string().optional().catch(undefined),
    url: z.string(),
    headers: record,
    query: record.catch({}),
  }),
  payload: z.unknown(),
})

/** Reads the request out of a message, after one of our in-nodes or core's `http in`; null where there is none. */
export function readSignedMessage(message: unknown): SignedMessage | null {
  const own = ours.safeParse(message)
  if (own.success) {
    const { rawBody, ...request } = own.data.webhook
    return { ...request, bytes: rawBody, payload: own.data.payload }
  }
  const core = cores.safeParse(message)
  if (!core.success) return null
  const { originalUrl, url, ...request } = core.data.req
  return {
    ...request,
    url: originalUrl ?? url,
    bytes: bytes.parse(core.data.payload),
    payload: core.data.payload,
  }
}
