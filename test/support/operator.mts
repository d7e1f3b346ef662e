// The operator's routes as the sidebar and the dialogs ask them.
import assert from "node:assert/strict"
import { setTimeout as pause } from "node:timers/promises"
import type { NodeRed } from "./node-red.mts"

export interface Entry {
  store: string
  sequence: number | null
  endpoint: string
  id: string | null
  receivedAt: string
  outcome: string
  type: string | null
  venue: string | null
  reason: string | null
  attempts: number
}

export interface Page {
  version: string
  entries: Entry[]
  next: string | null
}

export interface Reply {
  status: number
  json: Record<string, unknown>
}

export class Operator {
  readonly #nodeRed: NodeRed
  readonly #headers: Record<string, string>

  /** @param token of a user, where the admin API wants one */
  constructor(nodeRed: NodeRed, token?: string) {
    this.#nodeRed = nodeRed
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  }

  async get(path: string, query: Record<string, string> = {}): Promise<Reply> {
    const url = new URL(this.#nodeRed.adminUrl(`/guest-webhooks/${path}`))
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return replyOf(await fetch(url, { headers: this.#headers }))
  }

  async post(path: string, body: unknown): Promise<Reply> {
    const response = await fetch(this.#nodeRed.adminUrl(`/guest-webhooks/${path}`), {
      method: "POST",
      headers: { "content-type": "application/json", ...this.#headers },
      body: JSON.stringify(body),
    })
    return replyOf(response)
  }

  async log(query: Record<string, string> = {}): Promise<Page> {
    const { status, json } = await this.get("log", query)
    assert.equal(status, 200)
    return json as unknown as Page
  }

  /** The first entries that are as wanted, as soon as the log shows them. */
  async shows(isWanted: (entries: Entry[]) => boolean, query: Record<string, string> = {}): Promise<Entry[]> {
    for (let tries = 0; ; tries++) {
      const { entries } = await this.log(query)
      if (isWanted(entries)) return entries
      assert.ok(tries < 100, `the log shows only ${JSON.stringify(entries.slice(0, 5))}`)
      await pause(50)
    }
  }
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text()
  const isJson = response.headers.get("content-type")?.includes("json") ?? false
  return { status: response.status, json: isJson ? JSON.parse(text) : {} }
}
