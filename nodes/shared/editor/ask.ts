// The operator's admin routes, asked as the editor asks its own: the editor adds the user's token to relative addresses.
const ROOT = "guest-webhooks/"

/** Milliseconds after which nothing is expected any more. */
const PATIENCE = 30_000

export const READ = "guest-webhooks.read"
export const WRITE = "guest-webhooks.write"

/** How a request failed. */
export class RequestFailure extends Error {
  /** 0 where nothing answered. */
  readonly status: number
  /** From the answer `{"error": "<code>"}`. */
  readonly code: string | null
  /** What the user must be allowed to. */
  readonly permission: string

  constructor(status: number, code: string | null, permission: string) {
    super(`${status} ${code ?? ""}`)
    this.status = status
    this.code = code
    this.permission = permission
  }
}

interface Question {
  /** What the user must be allowed to. */
  permission: string
  /** What is posted; without it the route is only read. */
  body?: object
  signal?: AbortSignal
}

/** Resolves to null where the answer has no body; rejects with a RequestFailure. */
export function ask<Answer>(path: string, { permission, body, signal }: Question): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const post = { method: "POST", contentType: "application/json", data: JSON.stringify(body) }
    const request = $.ajax({ url: ROOT + path, dataType: "json", timeout: PATIENCE, ...(body && post) })
    signal?.addEventListener("abort", () => request.abort())
    request.then(
      (answer?: Answer) => resolve(answer ?? null),
      ({ status, responseJSON }: JQuery.jqXHR) =>
        reject(new RequestFailure(status, codeOf(responseJSON), permission)),
    )
  })
}

function codeOf(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return null
  return typeof answer.error === "string" ? answer.error : null
}
