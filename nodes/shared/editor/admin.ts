// What the dialogs ask the operator's routes.
import { isObject, list } from "../core/objects"
import { ask, READ, RequestFailure, WRITE } from "./ask"

export interface Endpoint {
  id: string
  /** The vendor's events that can be sent as a test. */
  samples: string[]
}

export interface Endpoints {
  /** What settings.js says is the address that vendors reach. */
  publicUrl: string | null
  endpoints: Endpoint[]
}

/** What an endpoint answered to a test event. */
export interface Answer {
  status: number
  /** How long it took. */
  milliseconds: number
  duplicate: boolean
  /** The code of a rejection. */
  error: string | null
}

/** What is deployed and how it is reached; nothing where the user may not know, or nothing runs. */
export async function askEndpoints(): Promise<Endpoints> {
  try {
    return readEndpoints(await ask("endpoints", { permission: READ }))
  } catch {
    return { publicUrl: null, endpoints: [] }
  }
}

/** Throws the code of what kept the test event from being sent. */
export async function sendTestEvent(endpoint: string, sample: string): Promise<Answer> {
  try {
    return readAnswer(await ask("test", { permission: WRITE, body: { endpoint, sample } }))
  } catch (failure) {
    throw codeOf(failure)
  }
}

function readEndpoints(value: unknown): Endpoints {
  const { publicUrl, endpoints } = isObject(value) ? value : {}
  return {
    publicUrl: typeof publicUrl === "string" ? publicUrl : null,
    endpoints: list(endpoints).filter(isObject).map(readEndpoint),
  }
}

function readEndpoint({ id, samples }: { readonly [key: string]: unknown }): Endpoint {
  return { id: String(id), samples: list(samples).map(String) }
}

function readAnswer(value: unknown): Answer {
  const { status, milliseconds, body } = isObject(value) ? value : {}
  const { duplicate, error } = readBody(body)
  return {
    status: Number(status),
    milliseconds: Math.round(Number(milliseconds)),
    duplicate: duplicate === true,
    error: typeof error === "string" ? error : null,
  }
}

/** An endpoint answers in JSON; what stands in front of it may not. */
function readBody(body: unknown): { readonly [key: string]: unknown } {
  if (typeof body !== "string") return isObject(body) ? body : {}
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function codeOf(failure: unknown): string {
  if (!(failure instanceof RequestFailure)) return "internal"
  if (failure.status === 401 || failure.status === 403) return "test-forbidden"
  return failure.code ?? "internal"
}
