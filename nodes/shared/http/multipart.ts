import type { BusboyHeaders } from "@fastify/busboy"
import { type ErrorCode, WebhookError } from "../core/errors"
import type { ContentLimits } from "../core/operator-settings"

/** Header lines of one part. */
const PART_HEADERS = 50

// Loaded with the first multipart body: three of the four vendors never send one.
let library: typeof import("@fastify/busboy") | undefined
function busboy(): typeof import("@fastify/busboy") {
  library ??= require("@fastify/busboy") as typeof import("@fastify/busboy")
  return library
}

/** The fields of a multipart/form-data body (RFC 7578); no vendor sends files, so they are refused. */
export function readMultipart(
  bytes: Buffer,
  contentType: string,
  limits: Pick<ContentLimits, "fields" | "fieldBytes">,
): Promise<[string, string][]> {
  return new Promise((resolve, reject) => {
    const fields: [string, string][] = []
    const fail = (code: ErrorCode) => reject(new WebhookError(code))
    try {
      const headers: BusboyHeaders = { "content-type": contentType }
      const parser = busboy().Busboy({ headers, limits: partLimits(limits) })
      parser
        .on("field", (name: string | undefined, value, _isNameCut, isValueCut) => {
          if (isValueCut) fail("field-too-long")
          if (name !== undefined) fields.push([name, value])
        })
        .on("fieldsLimit", () => fail("too-many-fields"))
        .on("partsLimit", () => fail("too-many-fields"))
        .on("filesLimit", () => fail("file-refused"))
        .on("error", () => fail("invalid-parameters"))
        .on("finish", () => resolve(fields))
        .end(bytes)
    } catch {
      fail("invalid-parameters") // for example no boundary in the header
    }
  })
}

function partLimits({ fields, fieldBytes }: Pick<ContentLimits, "fields" | "fieldBytes">) {
  return {
    fields,
    parts: fields,
    files: 0,
    fieldSize: fieldBytes,
    headerPairs: PART_HEADERS,
  }
}
