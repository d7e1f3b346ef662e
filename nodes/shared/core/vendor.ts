import type { z } from "zod"
import type { EventType, GuestEvent, Verified, Warning } from "./event"
import type { Migration } from "./migrate"
import type { Parameters } from "./parameters"

export type BodyFormat = "json" | "form" | "multipart"

/** The vendor's webhook that a request belongs to, where it has several (FACTS.md B3). */
export type Origin = { event: string | null; location: string | null }

/** A request as received: its bytes as they came (decompressed), and what can be read from them. */
export interface WebhookRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Record<string, string>
  readonly query: Parameters
  readonly ip: string
  readonly bytes: Buffer
  readonly format: "json" | "parameters"
  /** The parsed body: an object for JSON, the merged parameters otherwise. Throws a WebhookError. */
  body(): unknown
}

/** What a check of a request's credentials found. */
export type Authenticity = { verified: Verified; origin: Origin }

/** A request as the vendor would send it, to try an endpoint out. */
export type SampleRequest = { headers: Record<string, string>; body: string }

/** What a body says, before it has an id and a time of arrival. */
export type NormalizedEvent = Omit<
  GuestEvent,
  "schema" | "id" | "source" | "receivedAt" | "verified" | "raw"
> & {
  type: EventType
  warnings: Warning[]
}

/**
 * All that makes one vendor's webhook different from another's: the folder of an in-node exports one.
 * `Settings` are the node's own properties and credentials, parsed by `settings`.
 */
export interface Vendor<Settings> {
  /** The node's type in a flow. */
  readonly nodeType: string
  /** The event's `source`. */
  readonly source: string
  /** Methods that are answered by other than 405. Only POST carries events. */
  readonly methods: readonly string[]
  readonly formats: readonly BodyFormat[]
  /** Whether query parameters belong to the content, as they do where PHP merges them (FACTS.md Q1). */
  readonly readsQuery: boolean
  /** Headers of every answer. */
  readonly answerHeaders: Readonly<Record<string, string>>
  /** Parameters that carry a secret, in lower case: removed from everything emitted, stored, logged or shown. */
  readonly secretParameters: readonly string[]
  readonly credentials: Readonly<Record<string, { type: "password" | "text" }>>
  readonly settings: z.ZodType<Settings>
  /** What brings a node of an older version up to date, before `settings` parses it. */
  readonly migrations: readonly Migration[]
  /** Headers that carry a secret with these settings, in lower case. */
  secretHeaders(settings: Settings): readonly string[]
  /** The secret that a request shows as it is, where the vendor's requests show one. */
  tokenOf(request: WebhookRequest, settings: Settings): string | null
  /** Checks the credentials; throws a WebhookError "unauthorized" with the reason. */
  authenticate(request: WebhookRequest, settings: Settings): Authenticity
  /** Whether this authentic request only tries the listener out: answered, nothing emitted. */
  isProbe(request: WebhookRequest): boolean
  /** Pure: what the body says. Unknown fields are never an error. */
  normalize(body: unknown, origin: Origin): NormalizedEvent
  /**
   * Realistic requests by the vendor's word for the event, with the credentials that these settings want, and no two
   * alike.
   */
  samples(settings: Settings): Readonly<Record<string, (now: Date) => SampleRequest>>
}
