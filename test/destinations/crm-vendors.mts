// The calls that our examples make to hosted CRMs, after the vendors' documentation: requests, answers and errors. Shapes
// are strict: a field that the vendor does not name is a mistake of ours. Where each was read stands above it, read in
// November 2026; what the vendor does not document is said to be so. No CRM was called.
import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { z } from "zod"
import { httpPassword, secretNamed } from "../examples/examples.mts"
import type { ServiceAnswer } from "../support/http-service.mts"
import type { Call, CrmRequest } from "./hosted-crm.mts"

export interface CrmVendor {
  name: string
  number: string
  /** What is filled into the tab, beside `…_URL`. */
  values?: Record<string, string>
  calls: readonly Call[]
  /** The body that creates the contact of a guest who told everything, and of one who told nothing but the address. */
  full: unknown
  bare: unknown
  tooMany: ServiceAnswer
  /** Seconds that the flow has to wait then: what the answer says, or ten where the vendor does not say. */
  wait: number
  refused: readonly ServiceAnswer[]
}

export const full = {
  email: "ana@example.com",
  firstname: "Ana",
  lastname: "Díaz",
  phone: "+39 333 1234567",
  birthday: "1990-07-14",
  country: "IT",
}
export const bare = { email: "bare@example.com" }
const bearer = `Bearer ${httpPassword}`
const basic = `Basic ${Buffer.from(`user:${httpPassword}`).toString("base64")}`
const unset = z.undefined()

/** Exactly these headers among those that say who is asking, and what. */
function assertHeaders({ headers }: CrmRequest, expected: Record<string, string>): void {
  for (const [name, value] of Object.entries(expected)) assert.equal(headers[name], value, name)
  // Core's `http request` sends on what is in `msg.headers`: nothing of a webhook or an earlier answer may be there.
  for (const name of ["x-webhook-secret", "x-powered-by", "set-cookie", "etag"])
    assert.equal(headers[name], undefined)
}

function upsert(
  is: Call["is"],
  headers: Record<string, string>,
  schema: z.ZodType,
  emailOf: (request: CrmRequest) => string,
  created: ServiceAnswer,
  updated: ServiceAnswer,
): Call {
  return {
    is,
    isWrite: true,
    check(request) {
      assertHeaders(request, headers)
      schema.parse(request.body)
    },
    answer(request, contacts) {
      const email = emailOf(request)
      const isKnown = contacts.has(email)
      contacts.set(email, request.body)
      return isKnown ? updated : created
    },
  }
}

function isCall(method: string, path: string | RegExp): Call["is"] {
  return (request) =>
    request.method === method && (typeof path === "string" ? request.path === path : path.test(request.path))
}

const text = z.string().min(1)
const email = z.email()

/** developers.activecampaign.com/reference/sync-a-contacts-data, whose other two fields are deprecated. */
const activeCampaignBody = z.strictObject({
  contact: z.strictObject({
    email,
    firstName: text.optional(),
    lastName: text.optional(),
    phone: text.optional(),
    fieldValues: z.array(z.strictObject({ field: text, value: text })).optional(),
  }),
})

/** github.com/getbrevo/brevo-node, written from Brevo's API definition: CreateContactRequest. */
const brevoBody = z.strictObject({
  email,
  ext_id: text.optional(),
  attributes: z.record(z.string().regex(/^[A-Z_]+$/), z.union([text, z.number(), z.boolean()])).optional(),
  listIds: z.array(z.int().positive()).optional(),
  updateEnabled: z.boolean(),
})

/** HubSpot-public-api-spec-collection, CRM/Contacts 2026-09: BatchInputSimplePublicObjectBatchInputUpsert. */
const hubSpotBody = z.strictObject({
  inputs: z
    .array(
      z.strictObject({
        id: email,
        idProperty: z.literal("email"),
        properties: z.record(z.string(), text),
        objectWriteTraceId: text.optional(),
      }),
    )
    .min(1)
    .max(100),
})

/** github.com/klaviyo/openapi, create_or_update_profile, 2026-07-15: ProfileUpsertQuery. Null would clear a field. */
const klaviyoBody = z.strictObject({
  data: z.strictObject({
    type: z.literal("profile"),
    id: unset.optional(),
    attributes: z.strictObject({
      email,
      phone_number: text.optional(),
      first_name: text.optional(),
      last_name: text.optional(),
      organization: text.optional(),
      locale: text.optional(),
      location: z.partialRecord(z.enum(["address1", "city", "country", "region", "zip"]), text).optional(),
      properties: z.record(z.string(), text).optional(),
    }),
  }),
})

/** github.com/mailchimp/fern-marketing-api-docs, set-consent-correctly; `status` would subscribe again who has left. */
const mailchimpBody = z.strictObject({
  email_address: email,
  status_if_new: z.enum(["subscribed", "unsubscribed", "cleaned", "pending", "transactional"]),
  merge_fields: z.record(z.string().regex(/^[A-Z0-9]{1,10}$/), text).optional(),
})

/** github.com/pipedrive/client-nodejs, v2: AddPersonRequest, UpdatePersonRequest, and getPersonSearch below. */
const pipedriveValues = z.array(z.strictObject({ value: text, primary: z.boolean(), label: text }))
const pipedrivePerson = z.strictObject({
  name: text,
  emails: pipedriveValues.optional(),
  phones: pipedriveValues.optional(),
})

/** Fields of the Contact object, lengths as commonly described. The external id is in the path, not in the body. */
const salesforceBody = z.strictObject({
  FirstName: text.max(40).optional(),
  LastName: text.max(80),
  Email: email,
  MobilePhone: text.max(40).optional(),
  Birthdate: z.iso.date().optional(),
  MailingStreet: text.optional(),
  MailingPostalCode: text.optional(),
  MailingCity: text.optional(),
})

const retryAfter = { "retry-after": "3" }

/** developers.activecampaign.com/reference/sync-a-contacts-data: 201 whether it was there or not. */
const activeCampaignSynced = { status: 201, body: { fieldValues: [], contact: { id: "113" } } }
const activeCampaign: CrmVendor = {
  name: "ActiveCampaign",
  number: "CRM/01",
  calls: [
    upsert(
      isCall("POST", "/api/3/contact/sync"),
      { "api-token": secretNamed("ACTIVECAMPAIGN_KEY"), "content-type": "application/json" },
      activeCampaignBody,
      ({ body }) => activeCampaignBody.parse(body).contact.email,
      activeCampaignSynced,
      activeCampaignSynced,
    ),
  ],
  full: { contact: { email: full.email, firstName: "Ana", lastName: "Díaz", phone: "+393331234567" } },
  bare: { contact: { email: bare.email } },
  // developers.activecampaign.com/reference/rate-limits: five a second for the whole account.
  tooMany: { status: 429, headers: { ...retryAfter, "ratelimit-limit": "5", "ratelimit-remaining": "0" } },
  wait: 3,
  refused: [
    // As documented: no word on what is wrong.
    { status: 400, body: {} },
    // Not documented for this call: as creating a contact is said to answer.
    {
      status: 422,
      body: {
        errors: [
          {
            title: "Contact Email Address is not valid.",
            detail: "",
            code: "email_invalid",
            source: { pointer: "/data/attributes/email" },
          },
        ],
      },
    },
  ],
}

const brevo: CrmVendor = {
  name: "Brevo",
  number: "CRM/02",
  values: { BREVO_LIST: "7" },
  calls: [
    upsert(
      isCall("POST", "/v3/contacts"),
      { "api-key": secretNamed("BREVO_KEY"), "content-type": "application/json" },
      brevoBody,
      ({ body }) => brevoBody.parse(body).email,
      { status: 201, body: { id: 21 } },
      { status: 204 },
    ),
  ],
  full: {
    email: full.email,
    attributes: { FIRSTNAME: "Ana", LASTNAME: "Díaz" },
    listIds: [7],
    updateEnabled: true,
  },
  bare: { email: bare.email, listIds: [7], updateEnabled: true },
  // developers.brevo.com/docs/limit-headers.
  tooMany: {
    status: 429,
    headers: {
      "x-sib-ratelimit-limit": "10",
      "x-sib-ratelimit-remaining": "0",
      "x-sib-ratelimit-reset": "3",
    },
  },
  wait: 3,
  // github.com/getbrevo/brevo-node, docs/ErrorModel.md.
  refused: [
    { status: 400, body: { code: "invalid_parameter", message: "Invalid email address" } },
    { status: 401, body: { code: "unauthorized", message: "Key not found" } },
  ],
}

const hubSpotTrace = { correlationId: "aeb5f871-7f07-4993-9211-075dc63e7cbf" }
const hubSpotTimes = { startedAt: "2030-01-15T12:00:00.000Z", completedAt: "2030-01-15T12:00:00.100Z" }

/** The specification's BatchResponseSimplePublicUpsertObject. */
function hubSpotUpserted(isNew: boolean): ServiceAnswer {
  const times = { createdAt: hubSpotTimes.startedAt, updatedAt: hubSpotTimes.startedAt }
  const result = { id: "512", new: isNew, archived: false, properties: {}, ...times }
  return { status: 200, body: { status: "COMPLETE", results: [result], ...hubSpotTimes } }
}

const hubSpot: CrmVendor = {
  name: "HubSpot",
  number: "CRM/03",
  calls: [
    upsert(
      isCall("POST", "/crm/objects/2026-09/contacts/batch/upsert"),
      { authorization: bearer, "content-type": "application/json" },
      hubSpotBody,
      ({ body }) => hubSpotBody.parse(body).inputs[0]?.id ?? "",
      hubSpotUpserted(true),
      hubSpotUpserted(false),
    ),
  ],
  full: {
    inputs: [
      {
        idProperty: "email",
        id: full.email,
        properties: {
          email: full.email,
          firstname: "Ana",
          lastname: "Díaz",
          phone: "+393331234567",
          country: "IT",
        },
      },
    ],
  },
  bare: { inputs: [{ idProperty: "email", id: bare.email, properties: { email: bare.email } }] },
  // developers.hubspot.com, usage guidelines: so many in ten seconds, and no header that says how long to wait.
  tooMany: {
    status: 429,
    body: {
      ...hubSpotTrace,
      status: "error",
      message: "You have reached your ten_secondly_rolling limit.",
      errorType: "RATE_LIMIT",
      policyName: "TEN_SECONDLY_ROLLING",
    },
  },
  wait: 10,
  refused: [
    // The specification's Error.
    { status: 400, body: { ...hubSpotTrace, category: "VALIDATION_ERROR", message: "Invalid input" } },
    // BatchResponseSimplePublicUpsertObjectWithErrors: something in the batch was not written.
    {
      status: 207,
      body: {
        status: "COMPLETE",
        results: [],
        ...hubSpotTimes,
        numErrors: 1,
        errors: [
          { status: "error", category: "CONFLICT", message: "Exists", context: {}, errors: [], links: {} },
        ],
      },
    },
  ],
}

/** The specification's ClientError. Its codes, and what 409 is, are only as commonly described. */
const klaviyoError = { id: "b6b8a3a0-7c4f-4c0e-8f43-63a1f0a8f9d5", title: "Not written", detail: "See code" }
const klaviyo: CrmVendor = {
  name: "Klaviyo",
  number: "CRM/04",
  calls: [
    upsert(
      isCall("POST", "/api/profile-import"),
      {
        authorization: secretNamed("KLAVIYO_AUTHORIZATION"),
        revision: "2026-07-15",
        "content-type": "application/vnd.api+json",
        accept: "application/vnd.api+json",
      },
      klaviyoBody,
      ({ body }) => klaviyoBody.parse(body).data.attributes.email,
      { status: 201, body: { data: { type: "profile", id: "01GDDKASAP8TKDDA2GRZDSVP4H" } } },
      { status: 200, body: { data: { type: "profile", id: "01GDDKASAP8TKDDA2GRZDSVP4H" } } },
    ),
  ],
  full: {
    data: {
      type: "profile",
      attributes: {
        email: full.email,
        first_name: "Ana",
        last_name: "Díaz",
        location: { country: "IT" },
        properties: { wifi_venue: "Bar Centrale", wifi_last_seen: "2030-01-15T12:00:00.000Z" },
      },
    },
  },
  bare: {
    data: {
      type: "profile",
      attributes: {
        email: bare.email,
        properties: { wifi_venue: "Bar Centrale", wifi_last_seen: "2030-01-15T12:00:00.000Z" },
      },
    },
  },
  // developers.klaviyo.com/en/docs/rate_limits_and_error_handling.
  tooMany: { status: 429, headers: retryAfter, body: { errors: [{ ...klaviyoError, code: "throttled" }] } },
  wait: 3,
  refused: [
    {
      status: 400,
      body: {
        errors: [{ ...klaviyoError, code: "invalid", source: { pointer: "/data/attributes/email" } }],
      },
    },
    { status: 409, body: { errors: [{ ...klaviyoError, code: "duplicate_profile" }] } },
  ],
}

function memberOf({ path }: CrmRequest): string {
  return path.split("/").at(-1) ?? ""
}

/** github.com/mailchimp/fern-marketing-api-docs, api-concepts/errors. */
function mailchimpProblem(status: number, title: string, more: object = {}): ServiceAnswer {
  const type = "/marketing/api-concepts/errors"
  const instance = "3b4dcb40-0b6b-4820-bfaa-41267b3826ea"
  const headers = { "content-type": "application/problem+json; charset=utf-8" }
  return { status, headers, body: { type, title, status, detail: "Not written.", instance, ...more } }
}

const mailchimp: CrmVendor = {
  name: "Mailchimp",
  number: "CRM/05",
  values: { MAILCHIMP_AUDIENCE: "26d8e9db1e" },
  calls: [
    {
      ...upsert(
        isCall("PUT", /^\/3\.0\/lists\/26d8e9db1e\/members\/[0-9a-f]{32}$/),
        { authorization: basic, "content-type": "application/json" },
        mailchimpBody,
        ({ body }) => mailchimpBody.parse(body).email_address,
        { status: 200, body: { id: "a", status: "pending" } },
        { status: 200, body: { id: "a", status: "subscribed" } },
      ),
      check(request) {
        assertHeaders(request, { authorization: basic })
        const { email_address } = mailchimpBody.parse(request.body)
        const hash = createHash("md5").update(email_address.toLowerCase()).digest("hex")
        assert.equal(memberOf(request), hash, "the member's hash")
      },
    },
  ],
  full: {
    email_address: full.email,
    status_if_new: "pending",
    merge_fields: { FNAME: "Ana", LNAME: "Díaz", PHONE: "+393331234567", BIRTHDAY: "07/14" },
  },
  bare: { email_address: bare.email, status_if_new: "pending" },
  // The same, api-concepts/rate-limits-and-timeouts: ten at once, and nothing that says how long to wait.
  tooMany: mailchimpProblem(429, "TooManyRequests"),
  wait: 10,
  refused: [
    mailchimpProblem(400, "Invalid Resource", {
      errors: [{ field: "BIRTHDAY", message: "Please enter a value" }],
    }),
    // "At exceptionally high volumes, you may receive an HTTP 429 or 403 without a JSON body."
    { status: 403, body: "" },
    // Not documented: as somebody who has unsubscribed is commonly said to be answered.
    mailchimpProblem(400, "Member In Compliance State"),
  ],
}

const pipedriveHeaders = { "x-api-token": secretNamed("PIPEDRIVE_TOKEN") }
const pipedrive: CrmVendor = {
  name: "Pipedrive",
  number: "CRM/06",
  calls: [
    {
      is: isCall("GET", "/api/v2/persons/search"),
      check(request) {
        assertHeaders(request, pipedriveHeaders)
        z.strictObject({ term: email, fields: z.literal("email"), exact_match: z.literal("true") }).parse(
          request.query,
        )
      },
      answer({ query }, contacts) {
        const id = [...contacts.keys()].indexOf(query.term ?? "") + 1
        const person = pipedrivePerson.safeParse(contacts.get(query.term ?? "")).data
        const phones = person?.phones?.map(({ value }) => value) ?? []
        const item = { id, type: "person", name: person?.name, phones, emails: [query.term] }
        const items = id === 0 ? [] : [{ result_score: 0.8, item }]
        return {
          status: 200,
          // Nothing of it is to be sent on with the next request.
          headers: { etag: "W/1", "x-powered-by": "somebody" },
          body: { success: true, data: { items }, additional_data: { next_cursor: null } },
        }
      },
    },
    {
      is: isCall("POST", "/api/v2/persons"),
      isWrite: true,
      check(request) {
        assertHeaders(request, pipedriveHeaders)
        pipedrivePerson.required({ emails: true }).parse(request.body)
      },
      answer({ body }, contacts) {
        const [first] = pipedrivePerson.parse(body).emails ?? []
        assert.ok(first && !contacts.has(first.value), "created twice")
        contacts.set(first.value, body)
        return { status: 201, body: { success: true, data: { id: contacts.size } } }
      },
    },
    {
      is: isCall("PATCH", /^\/api\/v2\/persons\/\d+$/),
      isWrite: true,
      check(request) {
        assertHeaders(request, pipedriveHeaders)
        pipedrivePerson.omit({ emails: true }).parse(request.body)
      },
      answer(request, contacts) {
        const key = [...contacts.keys()][Number(memberOf(request)) - 1] ?? ""
        contacts.set(key, { ...Object(contacts.get(key)), ...Object(request.body) })
        return { status: 200, body: { success: true, data: { id: Number(memberOf(request)) } } }
      },
    },
  ],
  full: {
    name: "Ana Díaz",
    emails: [{ value: full.email, primary: true, label: "work" }],
    phones: [{ value: "+393331234567", primary: true, label: "mobile" }],
  },
  bare: { name: bare.email, emails: [{ value: bare.email, primary: true, label: "work" }] },
  // pipedrive.readme.io/docs/core-api-concepts-rate-limiting: so many in two seconds. Its body is not documented.
  tooMany: {
    status: 429,
    headers: { "x-ratelimit-limit": "20", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "3" },
    body: { success: false, error: "request over limit" },
  },
  wait: 3,
  refused: [
    // pipedrive.readme.io/docs/core-api-concepts-responses.
    {
      status: 400,
      body: {
        success: false,
        error: "Validation failed",
        error_info: "Please check developers.pipedrive.com",
        data: null,
        additional_data: null,
      },
    },
    // The page on rate limits: who keeps asking is answered by the network in front of Pipedrive, with a page.
    { status: 403, headers: { "content-type": "text/html" }, body: "<html>Blocked</html>" },
  ],
}

const salesforce: CrmVendor = {
  name: "Salesforce",
  number: "CRM/07",
  calls: [
    {
      is: isCall("POST", "/services/oauth2/token"),
      check(request) {
        assertHeaders(request, {
          authorization: basic,
          "content-type": "application/x-www-form-urlencoded",
        })
        z.strictObject({ grant_type: z.literal("client_credentials") }).parse(request.body)
      },
      answer: () => ({
        status: 200,
        headers: { "set-cookie": "BrowserId=1" },
        body: {
          access_token: "00D!token",
          token_type: "Bearer",
          instance_url: "https://x.my.salesforce.com",
        },
      }),
    },
    upsert(
      isCall("PATCH", /^\/services\/data\/v68\.0\/sobjects\/Contact\/Guest_Email__c\/[^/@]+%40example\.com$/),
      { authorization: "Bearer 00D!token", "content-type": "application/json" },
      salesforceBody,
      (request) => decodeURIComponent(memberOf(request)),
      // developer.salesforce.com/docs/platform/api-rest/guide/dome-upsert.html.
      { status: 201, body: { id: "003", success: true, errors: [], created: true } },
      { status: 200, body: { id: "003", success: true, errors: [], created: false } },
    ),
  ],
  full: {
    FirstName: "Ana",
    LastName: "Díaz",
    Email: full.email,
    MobilePhone: "+393331234567",
    Birthdate: "1990-07-14",
  },
  bare: { LastName: bare.email, Email: bare.email },
  // developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html, which does not say for how long.
  tooMany: {
    status: 403,
    body: [{ message: "TotalRequests Limit exceeded.", errorCode: "REQUEST_LIMIT_EXCEEDED" }],
  },
  wait: 10,
  // The same page and dome-upsert; that an error is the only one of a list is as commonly described.
  refused: [
    { status: 401, body: [{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" }] },
    // The contact has no such field.
    { status: 404, body: [{ message: "The requested resource does not exist", errorCode: "NOT_FOUND" }] },
    { status: 300, body: ["/services/data/v68.0/sobjects/Contact/003a"] },
  ],
}

export const crmVendors: readonly CrmVendor[] = [
  activeCampaign,
  brevo,
  hubSpot,
  klaviyo,
  mailchimp,
  pipedrive,
  salesforce,
]
export { hubSpot }
