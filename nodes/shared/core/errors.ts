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
  unauthorized: 401,
  "method-not-allowed": 405,
  "body-too-large": 413,
  "too-many-fields": 413,
  "unsupported-content-type": 415,
  "unsupported-encoding": 415,
  internal: 500,
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

  constructor(code: ErrorCode, reason: string = code, options?: ErrorOptions) {
    super(reason, options)
    this.name = "WebhookError"
    this.code = code
    this.reason = reason
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
