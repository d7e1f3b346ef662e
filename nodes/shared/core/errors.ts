/**
 * Everything that can go wrong with a webhook, by code. The code is what a sender sees
 * (`{"error": "<code>"}`) or, for the finer reasons, what names the text `errors.<reason>` of the
 * catalogues in locales/. Nothing else is told to a sender: no reason an attacker could use.
 */
export const HTTP_STATUS = {
  "invalid-json": 400,
  "not-found": 404,
  "not-an-object": 400,
  "empty-body": 400,
  "invalid-parameters": 400,
  "invalid-compression": 400,
  "body-aborted": 400,
  "guest-invalid": 400,
  unauthorized: 401,
  forbidden: 403,
  "method-not-allowed": 405,
  "body-timeout": 408,
  "body-too-large": 413,
  "too-many-fields": 413,
  "field-too-long": 413,
  "query-too-long": 414,
  "unsupported-content-type": 415,
  "unsupported-encoding": 415,
  "file-refused": 415,
  "too-many-requests": 429,
  "headers-too-large": 431,
  internal: 500,
  "test-unreachable": 502,
  busy: 503,
  "store-unavailable": 503,
  "store-full": 503,
  "shutting-down": 503,
} as const

export type ErrorCode = keyof typeof HTTP_STATUS

/** A request that is answered with an error. */
export class WebhookError extends Error {
  readonly code: ErrorCode
  /** The finer reason, for the operator's status and log only; a key below `errors.` in the catalogues. */
  readonly reason: string
  /** Seconds after which the sender may try again, where that is known. */
  readonly retryAfter: number | undefined

  constructor(code: ErrorCode, reason: string = code, options?: ErrorOptions & { retryAfter?: number }) {
    super(reason, options)
    this.name = "WebhookError"
    this.code = code
    this.reason = reason
    this.retryAfter = options?.retryAfter
  }

  get status(): number {
    return HTTP_STATUS[this.code]
  }
}

/** A setting that cannot work. `parameters` fill the text `errors.<code>` of the catalogues. */
export class SettingError extends Error {
  readonly code: string
  readonly parameters: Record<string, string>

  constructor(code: string, parameters: Record<string, string> = {}, options?: ErrorOptions) {
    super(code, options)
    this.name = "SettingError"
    this.code = code
    this.parameters = parameters
  }
}
