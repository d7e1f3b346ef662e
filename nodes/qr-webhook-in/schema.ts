import { z } from "zod"
import { inNodeSettings, secretSetting } from "../shared/core/settings"

/** The node's properties and its credential, the account's secret API key (FACTS.md Q2). */
export const settings = z.object({ ...inNodeSettings.shape, secretToken: secretSetting })

export type Settings = z.infer<typeof settings>

const value = z.unknown()

/** The parameters of all events, as the page's tables name them (FACTS.md Q4 to Q7). */
export const body = z.object({
  event: value,
  timestamp: value,
  user: value,
  code: value,
  secrettoken: value,
  accuracy: value,
  anonymizedip: value,
  country: value,
  device: value,
  email: value,
  lng: value,
  lat: value,
  mobile: value,
  os: value,
  querystring: value,
  redirects: value,
  type: value,
  uniqueid: value,
  visitors: value,
  title: value,
  description: value,
  productname: value,
  website: value,
  couponnumber: value,
  validfrom: value,
  validto: value,
  status: value,
  eancode: value,
  name: value,
  c2a: value,
  download: value,
})

export type Body = Partial<z.infer<typeof body>>
