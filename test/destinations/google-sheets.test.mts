// Rows of a Google sheet, against developers.google.com: Sheets API v4 spreadsheets.values.append, and "Using OAuth
// 2.0 for server to server applications" (RFC 7523).
import assert from "node:assert/strict"
import { createVerify, generateKeyPairSync } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { HttpService, type ServiceAnswer, type ServiceRequest } from "../support/http-service.mts"
import { type Version, versions } from "../support/node-red.mts"
import { scratchFolder } from "../support/packed.mts"
import { purple, purpleVisit } from "../support/senders.mts"
import { failure, itComesAgain } from "./http-destinations.mts"
import { RunningExample } from "./running.mts"

const account = "events@project.iam.gserviceaccount.com"
const spreadsheet = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
const append = `/v4/spreadsheets/${spreadsheet}/values/Events!A1:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS`
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 })

describe("Google Sheets", function () {
  this.timeout(60_000)
  for (const version of versions) describe(`in Node-RED ${version}`, () => rows(version))
})

/** As Google's APIs write errors. */
function error(code: number, status: string): ServiceAnswer {
  return { status: code, body: { error: { code, message: "…", status } } }
}

function rows(version: Version): void {
  let service: HttpService
  let running: RunningExample
  let tokens = 0
  let count = 0
  before(async () => {
    service = await HttpService.start((request) =>
      request.url === "/token" ? token(request) : sheets(request),
    )
    const file = join(scratchFolder("google"), "key.json")
    const key = keys.privateKey.export({ type: "pkcs8", format: "pem" })
    const token_uri = `${service.origin}/token`
    writeFileSync(
      file,
      JSON.stringify({ type: "service_account", client_email: account, private_key: key, token_uri }),
    )
    const environment = { GOOGLE_APPLICATION_CREDENTIALS: file, GOOGLE_SPREADSHEET_ID: spreadsheet }
    const services = { "https://sheets.googleapis.com": service.origin }
    running = await RunningExample.start("Databases and files/03", { version, environment, services })
  })
  after(async () => {
    await running?.stop()
    await service?.stop()
  })

  function token({ method, headers, body }: ServiceRequest): ServiceAnswer {
    const form = new URLSearchParams(body)
    const [header = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".")
    const { iss, scope, aud, iat, exp } = JSON.parse(Buffer.from(claims, "base64url").toString())
    const isAsDocumented =
      method === "POST" &&
      headers["content-type"] === "application/x-www-form-urlencoded" &&
      form.get("grant_type") === "urn:ietf:params:oauth:grant-type:jwt-bearer" &&
      createVerify("sha256").update(`${header}.${claims}`).verify(keys.publicKey, signature, "base64url") &&
      iss === account &&
      aud === `${service.origin}/token` &&
      scope === "https://www.googleapis.com/auth/spreadsheets" &&
      Math.abs(Date.now() / 1000 - iat) < 60 &&
      exp - iat === 3600
    if (!isAsDocumented) return { status: 400, body: { error: "invalid_grant" } }
    tokens++
    return { status: 200, body: { access_token: `token-${tokens}`, expires_in: 3599, token_type: "Bearer" } }
  }

  function sheets({ method, url, headers, body }: ServiceRequest): ServiceAnswer {
    if (headers.authorization !== `Bearer token-${tokens}`) return error(401, "UNAUTHENTICATED")
    if (method !== "POST" || url !== append) return error(404, "NOT_FOUND")
    const { values } = JSON.parse(body)
    if (!Array.isArray(values) || !values.every(isRow)) return error(400, "INVALID_ARGUMENT")
    return {
      status: 200,
      body: { spreadsheetId: spreadsheet, updates: { updatedRange: "Events!A2:H2", updatedRows: 1 } },
    }
  }

  async function visit(firstName: string): Promise<void> {
    const body = JSON.stringify(purpleVisit({ firstName, email: "ana@example.com" }, 1_900_000_000 + count++))
    assert.equal((await running.post("purple in", purple.authentic(body))).status, 200)
  }

  it("has one row for an event, its columns in order", async () => {
    await visit("Ana")
    await running.shown("Appended")
    const { values } = JSON.parse(service.requestsWith("Ana")[0]?.body ?? "")
    const [[id, ...cells]] = values
    assert.match(id, /^\w{32}$/)
    const time = new Date(1_900_000_000_000).toISOString()
    assert.deepEqual(cells, [time, "purple", "guest.connected", "ana@example.com", "Ana", "", "Venue"])
  })

  it("signs in once for many rows", async () => {
    await visit("Bruno")
    await running.shown("Appended")
    assert.equal(tokens, 1)
  })

  it("signs in anew when the token is not taken any more", async () => {
    service.refuseOnce("Carla", error(401, "UNAUTHENTICATED"))
    await visit("Carla")
    assert.match(await failure(running), /401/)
    await running.shown("Appended")
    assert.equal(tokens, 2)
  })

  itComesAgain({ running: () => running, service: () => service, event: visit, taken: "Appended" }, [
    [error(429, "RESOURCE_EXHAUSTED"), /429.*RESOURCE_EXHAUSTED/],
    [error(403, "PERMISSION_DENIED"), /PERMISSION_DENIED/],
    [error(503, "UNAVAILABLE"), /503/],
  ])
}

function isRow(row: unknown): boolean {
  return Array.isArray(row) && row.every((cell) => ["string", "number", "boolean"].includes(typeof cell))
}
