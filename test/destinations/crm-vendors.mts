// The calls that our examples make to hosted CRMs, after the vendors' documentation: requests, answers and errors. Shapes
// are strict: a field that the vendor does not name is a mistake of ours. Beside each request is where its shape was
// read; how errors look, and HubSpot's and Salesforce's answers, are only as commonly described, and no CRM was called.
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
  /** With three seconds to wait, where the vendor says how long. */
  tooMany: ServiceAnswer
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

/** As a copy of its page on creating a contact has it, which /contact/sync is said to share. */
const activeCampaignBody = z.strictObject({
  contact: z.strictObject({
    email,
    firstName: text.optional(),
    lastName: text.optional(),
    phone: text.optional(),
    fieldValues: z.array(z.strictObject({ field: text, value: text })).optional(),
  }),
})

/** developers.brevo.com/reference/createcontact and /docs/limit-headers. */
const brevoBody = z.strictObject({
  email,
  ext_id: text.optional(),
  attributes: z.record(z.string().regex(/^[A-Z_]+$/), z.union([text, z.number(), z.boolean()])).optional(),
  listIds: z.array(z.int().positive()).optional(),
  updateEnabled: z.boolean(),
})

/** HubSpot-public-api-spec-collection, CRM/Contacts 2026-03: BatchInputSimplePublicObjectBatchInputUpsert. */
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

/** github.com/klaviyo/openapi, create_or_update_profile, ProfileUpsertQuery. Null would clear a field. */
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

/** As quoted from the marketing API's schema, putListsIdMembersId; `status` would subscribe again who has left. */
const mailchimpBody = z.strictObject({
  email_address: email,
  status_if_new: z.enum(["subscribed", "unsubscribed", "cleaned", "pending", "transactional"]),
  merge_fields: z.record(z.string().regex(/^[A-Z0-9]{1,10}$/), text).optional(),
})

/** github.com/pipedrive/client-nodejs, v2: AddPersonRequest, UpdatePersonRequest. */
const pipedriveValues = z.array(z.strictObject({ value: text, primary: z.boolean(), label: text }))
const pipedrivePerson = z.strictObject({
  name: text,
  emails: pipedriveValues.optional(),
  phones: pipedriveValues.optional(),
})

/** Fields of the Contact object, as commonly described. The external id is in the path, not in the body. */
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

const activeCampaign: CrmVendor = {
  name: "ActiveCampaign",
  number: "CRM/01",
  calls: [
    upsert(
      isCall("POST", "/api/3/contact/sync"),
      { "api-token": secretNamed("ACTIVECAMPAIGN_KEY"), "content-type": "application/json" },
      activeCampaignBody,
      ({ body }) => activeCampaignBody.parse(body).contact.email,
      { status: 201, body: { fieldValues: [], contact: { id: "113" } } },
      { status: 200, body: { fieldValues: [], contact: { id: "113" } } },
    ),
  ],
  full: { contact: { email: full.email, firstName: "Ana", lastName: "Díaz", phone: "+393331234567" } },
  bare: { contact: { email: bare.email } },
  tooMany: { status: 429, headers: retryAfter },
  refused: [
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
  tooMany: {
    status: 429,
    headers: {
      "x-sib-ratelimit-limit": "10",
      "x-sib-ratelimit-remaining": "0",
      "x-sib-ratelimit-reset": "3",
    },
  },
  refused: [{ status: 400, body: { code: "invalid_parameter", message: "Invalid email address" } }],
}

const hubSpotError = { status: "error", correlationId: "aeb5f871-7f07-4993-9211-075dc63e7cbf" }
const hubSpot: CrmVendor = {
  name: "HubSpot",
  number: "CRM/03",
  calls: [
    upsert(
      isCall("POST", "/crm/objects/2026-09/contacts/batch/upsert"),
      { authorization: bearer, "content-type": "application/json" },
      hubSpotBody,
      ({ body }) => hubSpotBody.parse(body).inputs[0]?.id ?? "",
      { status: 200, body: { status: "COMPLETE", results: [{ id: "512", new: true }] } },
      { status: 200, body: { status: "COMPLETE", results: [{ id: "512", new: false }] } },
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
  tooMany: {
    status: 429,
    headers: retryAfter,
    body: { ...hubSpotError, errorType: "RATE_LIMIT", policyName: "TEN_SECONDLY_ROLLING" },
  },
  refused: [
    { status: 400, body: { ...hubSpotError, category: "VALIDATION_ERROR", message: "Invalid input" } },
    // Something in the batch was not written.
    {
      status: 207,
      body: {
        status: "COMPLETE",
        results: [],
        numErrors: 1,
        errors: [{ status: "error", category: "CONFLICT" }],
      },
    },
  ],
}

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
  tooMany: { status: 429, headers: retryAfter, body: { errors: [{ ...klaviyoError, code: "throttled" }] } },
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

const mailchimpProblem = {
  type: "https://mailchimp.com/developer/marketing/docs/errors/",
  instance: "9d741ebc-c22a-4e34-af47-5463c4f5cd25",
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
  tooMany: {
    status: 429,
    headers: retryAfter,
    body: { ...mailchimpProblem, title: "Too Many Requests", status: 429 },
  },
  refused: [
    { status: 400, body: { ...mailchimpProblem, title: "Member In Compliance State", status: 400 } },
    { status: 400, body: { ...mailchimpProblem, title: "Invalid Resource", status: 400 } },
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
  tooMany: {
    status: 429,
    headers: retryAfter,
    body: { success: false, error: "request over limit", errorCode: 429 },
  },
  refused: [
    {
      status: 400,
      body: { success: false, error: "Validation failed", code: "ERR_SCHEMA_VALIDATION_FAILED" },
    },
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
  // Salesforce does not say for how long.
  tooMany: {
    status: 403,
    body: [{ message: "TotalRequests Limit exceeded.", errorCode: "REQUEST_LIMIT_EXCEEDED" }],
  },
  refused: [
    {
      status: 400,
      body: [{ message: "Not valid", errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION", fields: [] }],
    },
    { status: 401, body: [{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" }] },
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
