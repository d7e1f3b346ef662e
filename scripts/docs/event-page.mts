// The generated parts of docs/event.md: from the published JSON Schema, and from the fixtures' expectations.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"
import { type ExpectedEvent, fixtures, type VendorType } from "../../test/fixtures/index.mts"
import { replaced, table } from "../markdown.mts"
import { meanings } from "./event-fields.mts"

const root = join(import.meta.dirname, "..", "..")

export const eventPageFile = join(root, "docs", "event.md")

/** What writes into the page. */
const command = "npm run docs"

const vendors: Record<VendorType, string> = {
  "cloud4wi in": "Cloud4Wi",
  "purple in": "Purple, BT",
  "beam in": "BEAM",
  "qr webhook in": "QR",
}
const vendorTypes = Object.keys(vendors)

/** What hangs on the delivery or on a value that cannot be read, not on the vendor. */
const ofAnyVendor = new Set(["id", "receivedAt", "verified", "raw", "warnings[].field", "warnings[].reason"])

/** The part of JSON Schema that the event's has. */
const schemaNode = z.object({
  type: z.preprocess((type) => (typeof type === "string" ? [type] : type), z.array(z.string()).default([])),
  format: z.string().optional(),
  const: z.string().optional(),
  enum: z.array(z.string()).optional(),
  required: z.array(z.string()).optional(),
  get anyOf() {
    return z.array(schemaNode).optional()
  },
  get properties() {
    return z.record(z.string(), schemaNode).optional()
  },
  get items() {
    return schemaNode.optional()
  },
})

type SchemaNode = z.infer<typeof schemaNode>
type Field = { path: string; node: SchemaNode }

/** The page with its generated parts as schema and fixtures have them now. */
export function eventPage(page: string, schema: unknown = publishedSchema()): string {
  const event = schemaNode.parse(schema)
  const withTypes = replaced(page, "types", command, typesTable(event))
  return replaced(withTypes, "fields", command, sections(event))
}

function publishedSchema(): unknown {
  return JSON.parse(readFileSync(join(root, "dist", "guest-event.schema.json"), "utf8"))
}

function typesTable({ properties }: SchemaNode): string {
  const types = properties?.type?.enum ?? []
  return table(
    ["Type", ...Object.values(vendors)],
    types.map((type) => [`\`${type}\``, ...vendorTypes.map((vendor) => wordsFor(type, vendor))]),
  )
}

function wordsFor(type: string, vendor: string): string {
  const words = expectedOf(vendor)
    .filter((event) => event.type === type)
    .map(({ vendorType }) => vendorType)
  if (words.length === 0) return ""
  if (type === "unknown") return "any other"
  return [...new Set(words)]
    .map((word) => (word === null ? "every authentication" : `\`${word}\``))
    .join(", ")
}

function expectedOf(vendor: string): ExpectedEvent[] {
  return fixtures.filter((fixture) => fixture.vendor === vendor).map((fixture) => fixture.expected())
}

/** One table for what stands at the top of the event, and one for each object and list in it. */
function sections(event: SchemaNode): string {
  const fields = leavesOf(event)
  assertAllExplained(fields)
  const filled = new Map(
    vendorTypes.map((vendor) => [vendor, new Set(expectedOf(vendor).flatMap(filledPaths))]),
  )
  const names = new Set(fields.map(({ path }) => sectionOf(path)))
  return [...names]
    .map((name) => {
      const rows = fields
        .filter(({ path }) => sectionOf(path) === name)
        .map(({ path, node }) => [
          `\`${path}\``,
          meanings[path] ?? "",
          typeOf(node),
          ...vendorTypes.map((vendor) => (ofAnyVendor.has(path) || filled.get(vendor)?.has(path) ? "●" : "")),
        ])
      return `${headingOf(name, event)}${table(["Field", "Meaning", "Type", ...Object.values(vendors)], rows)}`
    })
    .join("\n\n")
}

function headingOf(name: string, { required = [] }: SchemaNode): string {
  if (name === "") return "### The event itself\n\n"
  return `### \`${name}\`\n\n${required.includes(name) ? "" : "Only on events that have one.\n\n"}`
}

/** `guest.address.city` is of the section `guest`; what is not below anything is of the section "". */
function sectionOf(path: string): string {
  const [, name = ""] = /^(\w+)(?:\.|\[\])/.exec(path) ?? []
  return name
}

function leavesOf(node: SchemaNode, path = ""): Field[] {
  const { properties, items } = withoutNull(node)
  if (properties) {
    return Object.entries(properties).flatMap(([name, child]) =>
      leavesOf(child, path ? `${path}.${name}` : name),
    )
  }
  return items ? leavesOf(items, `${path}[]`) : [{ path, node }]
}

function withoutNull(node: SchemaNode): SchemaNode {
  const others = node.anyOf?.filter(({ type }) => !type.includes("null")) ?? []
  return others.length === 1 && others[0] ? others[0] : node
}

function assertAllExplained(fields: Field[]): void {
  const paths = fields.map(({ path }) => path)
  const unexplained = paths.filter((path) => !meanings[path])
  const gone = Object.keys(meanings).filter((path) => !paths.includes(path))
  if (unexplained.length > 0) throw new Error(`scripts/docs/event-fields.mts lacks ${unexplained.join(", ")}`)
  if (gone.length > 0)
    throw new Error(`scripts/docs/event-fields.mts explains what is not there: ${gone.join(", ")}`)
}

const formats: Record<string, string> = {
  "date-time": "time",
  date: "day",
  lowercase: "e-mail",
  e164: "phone",
}
const types: Record<string, string> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true, false",
  object: "object",
}

/** In words, with "or null" where it may be that. */
function typeOf(node: SchemaNode): string {
  const { anyOf = [node] } = node
  return anyOf.map((choice) => (choice.anyOf ? typeOf(choice) : wordOf(choice))).join(" or ")
}

function wordOf({ type, format = "", const: value, enum: words }: SchemaNode): string {
  if (value !== undefined) return `\`${value}\``
  if (words) return words.length > 6 ? "one of the types" : words.map((word) => `\`${word}\``).join(", ")
  return formats[format] ?? (type.map((name) => types[name] ?? name).join(" or ") || "anything")
}

/** The paths of what is there in an event, as the schema's fields have them. */
function filledPaths(value: unknown): string[] {
  return pathsIn(value, "")
}

function pathsIn(value: unknown, path: string): string[] {
  if (value === null) return []
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, `${path}[]`))
  if (typeof value !== "object") return [path]
  const below = Object.entries(value).flatMap(([name, child]) =>
    pathsIn(child, path ? `${path}.${name}` : name),
  )
  return Object.keys(value).length > 0 ? [path, ...below] : below
}
