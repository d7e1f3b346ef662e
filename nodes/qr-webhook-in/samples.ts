import { randomUUID } from "node:crypto"
import type { SampleRequest } from "../shared/core/vendor"
import type { Settings } from "./schema"

const VOUCHER = { title: "Test voucher", type: "UNIQUEID", uniqueid: "test-voucher" }

/** The events of the vendor's page, with the parameters that it names for each (FACTS.md Q4 to Q7). */
const EVENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LEAD_CREATED: { email: "ana.test@example.com", name: "Ana Test" },
  QR_CODE_SCANNED: { type: "COUPON", country: "IT", os: "iOS", querystring: "utm_source=test" },
  VOUCHER_REDEEMED: { ...VOUCHER, status: "SUCCESS" },
  VOUCHER_CREATED: {},
  VOUCHER_UPDATED: VOUCHER,
  VOUCHER_EXPIRED: {},
  QR_CODE_CREATED: {},
  CALL_2_ACTION_BUTTON_CLICKED: { c2a: "https://example.com/" },
  JOB_FINISHED: { download: "https://example.com/test.zip" },
}

/** Forms with the account's key among their fields, as PHP sends them (FACTS.md Q1, Q2). */
export function samples({
  secretToken: [secrettoken],
}: Settings): Readonly<Record<string, (now: Date) => SampleRequest>> {
  return Object.fromEntries(
    Object.entries(EVENTS).map(([event, parameters]) => [
      event,
      (now) => ({
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          event,
          timestamp: String(Math.floor(now.getTime() / 1000)),
          user: "test",
          code: `https://example.com/${randomUUID()}`,
          ...parameters,
          ...(secrettoken !== undefined && { secrettoken }),
        }).toString(),
      }),
    ]),
  )
}
