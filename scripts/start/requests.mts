// What the vendors would send for a few guests, signed and authenticated as the flow expects it.
import { createHmac } from "node:crypto"
import { type FlowNode, nodeOfType, secrets } from "./flow.mts"

export type WebhookRequest = {
  vendor: string
  /** Who does what, for the person who watches. */
  story: string
  path: string
  headers: Record<string, string>
  body: string
  /** Where a welcome mail is due, as the guest agreed to marketing; null where no mail may be sent. */
  mailTo: string | null
}

/** One visit of the guests: its bodies differ from another visit's, as a vendor's would. */
export type Visit = {
  time: Date
  /** The access point or device, which is what tells two visits of one second apart. */
  number: number
}

type Guest = { firstName: string; lastName: string; email: string }

const ana: Guest = { firstName: "Ana", lastName: "Díaz", email: "ana@example.com" }
const bruno: Guest = { firstName: "Bruno", lastName: "Rossi", email: "bruno@example.com" }
const carla: Guest = { firstName: "Carla", lastName: "Neri", email: "carla@example.com" }
const lucia: Guest = { firstName: "Lucia", lastName: "Sosa", email: "lucia@example.com" }
const dario: Guest = { firstName: "Dario", lastName: "D'Angelo", email: "dario@example.com" }
const emma: Guest = { firstName: "Emma", lastName: "Jones", email: "emma@example.com" }
const elena: Guest = { firstName: "Elena", lastName: "Bianchi", email: "elena@example.com" }

/** Every guest once. The first of each vendor is the one shown as a curl line. */
export function visitRequests(flow: FlowNode[], visit: Visit): WebhookRequest[] {
  return [
    cloud4wi(flow, visit, ana, true),
    cloud4wi(flow, visit, bruno, false),
    purple(flow, visit, "Purple", dario),
    purple(flow, visit, "BT Wi-Fi", emma),
    beam(flow, "subscriber.create", "subscribes to the newsletter", lucia, subscriber(visit, lucia)),
    beam(
      flow,
      "transaction.mac.create",
      "signs in, with the newsletter ticked",
      carla,
      macTransaction(visit, carla),
    ),
    qr(flow, visit, elena),
  ]
}

function cloud4wi(
  flow: FlowNode[],
  { time, number }: Visit,
  guest: Guest,
  marketing: boolean,
): WebhookRequest {
  const { path = "", header = "" } = nodeOfType(flow, "cloud4wi in")
  const date = time.toISOString()
  return {
    vendor: "Cloud4Wi",
    story: `${guest.firstName} signs in and ${marketing ? "agrees to marketing" : "does not agree to marketing"}`,
    path,
    headers: { "content-type": "application/json", [header]: secrets.cloud4wi },
    body: JSON.stringify({
      hotspot: { id: `access-point-${number}` },
      contact: {
        id: guest.email.replace("@", "-at-"),
        email: guest.email,
        firstname: guest.firstName,
        lastname: guest.lastName,
        marketing,
        optin: [{ name: "mktgCommunications", accepted: marketing, date }],
      },
      location: { id: "101", name: "Bar Centrale", country: "IT" },
      event: { type: "login", nonce: null, timestamp: Math.floor(time.getTime() / 1000) },
    }),
    mailTo: marketing ? guest.email : null,
  }
}

/** Purple and BT Wi-Fi, which share one format (FACTS.md P1), say nothing of consent. */
function purple(flow: FlowNode[], { time, number }: Visit, vendor: string, guest: Guest): WebhookRequest {
  return {
    vendor,
    story: `${guest.firstName} signs in; the vendor says nothing of consent`,
    path: nodeOfType(flow, "purple in").path ?? "",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client: { mac: `00-01-02-03-04-0${number}`, userAgent: "Mozilla/5.0" },
      company: { id: 999, name: "Example Hotels" },
      session: { authenticationTime: time.toISOString().replace(/\.\d+Z$/, "+0000") },
      user: { ...guest, id: 888, provider: "Form" },
      venue: { id: 101, name: "Bar Centrale", latitude: "53.4857388", longitude: "-2.0999813" },
    }),
    mailTo: null,
  }
}

function beam(flow: FlowNode[], event: string, act: string, guest: Guest, payload: object): WebhookRequest {
  const body = JSON.stringify(payload)
  const signature = createHmac("sha256", secrets.beam(event)).update(body).digest("base64")
  return {
    vendor: "BEAM",
    story: `${guest.firstName} ${act}`,
    path: nodeOfType(flow, "beam in").path ?? "",
    // The header as PHP's name for it means it (FACTS.md B2).
    headers: { "content-type": "application/json", "x-hotspotsystem-hmac-sha256": signature },
    body,
    mailTo: guest.email,
  }
}

function subscriber({ time, number }: Visit, guest: Guest): object {
  return {
    id: `773${number}`,
    UserName: `00-1B-63-84-45-E${number}`,
    name: `${guest.firstName} ${guest.lastName}`,
    email: guest.email,
    country_code: "IT",
    phone: "+39",
    registered_at: beamTime(time),
  }
}

function macTransaction({ time, number }: Visit, guest: Guest): object {
  return {
    id: `88000${number}`,
    location_id: "101",
    user_name: `BE-72-B3-40-F9-B${number}`,
    action_date_gmt: beamTime(time),
    newsletter: "1",
    email: guest.email,
    country_code: "IT",
  }
}

/** `YYYY-MM-DD HH:MM:SS`, which is UTC (FACTS.md B5). */
function beamTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace("T", " ")
}

function qr(flow: FlowNode[], { time, number }: Visit, guest: Guest): WebhookRequest {
  const parameters = new URLSearchParams({
    event: "LEAD_CREATED",
    timestamp: String(Math.floor(time.getTime() / 1000)),
    user: "demo",
    code: `https://qr.example/table-${number}`,
    secrettoken: secrets.qr,
    email: guest.email,
    name: `${guest.firstName} ${guest.lastName}`,
  })
  return {
    vendor: "QR",
    story: `${guest.firstName} fills in a lead form; the vendor says nothing of consent`,
    path: nodeOfType(flow, "qr webhook in").path ?? "",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: parameters.toString(),
    mailTo: null,
  }
}

export async function send(url: string, { path, headers, body }: WebhookRequest): Promise<Response> {
  return fetch(url + path, { method: "POST", headers, body, signal: AbortSignal.timeout(15_000) })
}

/** The request as a line to paste into a shell. */
export function curlLine(url: string, { path, headers, body }: WebhookRequest): string {
  const fields = Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`)
  return ["curl", "-sS", ...fields, "--data-raw", quote(body), quote(url + path)].join(" ")
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
