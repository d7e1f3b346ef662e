import type { BusboyHeaders } from "@fastify/busboy"
import { WebhookError } from "../core/errors"
import { type Parameters, parametersFrom } from "../core/parameters"

const LIMITS = {
  fields: 1000,
  parts: 1000,
  files: 0,
  fieldNameSize: 200,
  fieldSize: 1_048_576,
  headerPairs: 50,
}

// Loaded with the first multipart body: three of the four vendors never send one.
let library: typeof import("@fastify/busboy") | undefined
function busboy(): typeof import("@fastify/busboy") {
  library ??= require("@fastify/busboy") as typeof import("@fastify/busboy")
  return library
}

/** The fields of a multipart/form-data body (RFC 7578); files are none of any vendor's and are left out. */
export function readMultipart(bytes: Buffer, contentType: string): Promise<Parameters> {
  return new Promise((resolve, reject) => {
    const fields: [string, string][] = []
    const fail = (code: "invalid-parameters" | "too-many-fields") => reject(new WebhookError(code))
    try {
      const headers: BusboyHeaders = { "content-type": contentType }
      const parser = busboy().Busboy({ headers, limits: LIMITS })
      parser
        .on("field", (name, value) => fields.push([name, value]))
        .on("fieldsLimit", () => fail("too-many-fields"))
        .on("partsLimit", () => fail("too-many-fields"))
        .on("error", () => fail("invalid-parameters"))
        .on("finish", () => resolve(parametersFrom(fields)))
        .end(bytes)
    } catch {
      fail("invalid-parameters") // for example no boundary in the header
    }
  })
}
