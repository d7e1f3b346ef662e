import { z } from "zod"
import { choice, exactText, optionalText, secretSetting, wholeNumber } from "../shared/core/settings"
import { ALGORITHMS, ENCODINGS } from "../shared/core/signature"
import { PRESETS, type Sender } from "./presets"

const senders = Object.keys(PRESETS) as Sender[]

/** Seconds by which a timestamp may differ: what Stripe, Slack and Standard Webhooks recommend. */
const TOLERANCE = 300

const headerName = optionalText.transform((header) => header.toLowerCase())

/** The node's properties and its credential. A tolerance of 0 is refused: it would switch the check off. */
export const settings = z.object({
  name: optionalText,
  method: choice(["hmac", "token"]),
  preset: choice(["custom", ...senders]),
  algorithm: choice(["sha256", ...ALGORITHMS]),
  encoding: choice(ENCODINGS),
  header: headerName,
  prefix: exactText,
  template: exactText.transform((template) => template || "{body}"),
  timestampHeader: headerName,
  tolerance: wholeNumber(1, TOLERANCE, "tolerance-invalid"),
  field: optionalText,
  store: optionalText,
  secret: secretSetting.refine((secrets) => secrets.length > 0, { error: "secret-empty" }),
})

export type Settings = z.infer<typeof settings>
