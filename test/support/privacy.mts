// What must be nowhere: secrets in messages and logs, and personal data in logs.
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fixtures } from "../fixtures/index.mts"
import { objectOf } from "./event.mts"
import { secrets } from "./senders.mts"

const personal = ["email", "phone", "firstName", "lastName", "name"] as const

/** The vendors' placeholders for a name are words that a log holds anyway. */
const placeholders = ["Test", "Webhook", "Webhook Test"]

/** What the fixtures' guests, and those that the tests make up, can be known by. */
const guests: readonly string[] = [
  ...new Set(
    fixtures.flatMap((fixture) => {
      const guest = objectOf(fixture.expected().guest)
      return personal.map((name) => guest[name]).filter((value) => typeof value === "string")
    }),
  ),
]
  .filter((value) => !placeholders.includes(value))
  .concat("@example.com", "Lead Person")

/** The log, at any level, names no guest and no secret. */
export function assertDiscreet(log: string, alsoSecret: readonly string[] = []): void {
  const lines = log.split("\n")
  for (const word of [...guests, ...secrets, ...alsoSecret]) {
    const found = lines.find((line) => line.toLowerCase().includes(word.toLowerCase()))
    assert.equal(found, undefined, `the log says ${word}`)
  }
}

/** No message holds a secret, neither as text nor in a Buffer's bytes. */
export function assertNoSecrets(messages: readonly string[], alsoSecret: readonly string[] = []): void {
  for (const message of messages) {
    const all = message + bytesAsText(message)
    for (const secret of [...secrets, ...alsoSecret])
      assert.ok(!all.includes(secret), `${secret} in ${message.slice(0, 2_000)}`)
  }
}

/** No file that Node-RED or a store writes holds a secret, but those made for them. */
export function assertNoSecretsStored(userDirectory: string, alsoSecret: readonly string[] = []): void {
  const written = readdirSync(userDirectory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "settings.js" && !entry.name.includes("_cred"))
    .map(({ name }) => name)
  assert.ok(written.includes("flows.json") && written.some((name) => name.includes("sqlite")), written.join())
  for (const name of written) {
    const bytes = readFileSync(join(userDirectory, name))
    for (const secret of [...secrets, ...alsoSecret])
      assert.ok(!bytes.includes(secret), `${secret} in ${name}`)
  }
}

function bytesAsText(json: string): string {
  let found = ""
  JSON.parse(json, (_key, value) => {
    if (value?.type === "Buffer" && Array.isArray(value.data))
      found += Buffer.from(value.data).toString("latin1")
    return value
  })
  return found
}
