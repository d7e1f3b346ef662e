import {
  dialog,
  nameRow,
  numberRow,
  secretRow,
  selectRow,
  sentenceRow,
  storeRow,
  textRow,
} from "../shared/editor/rows"
import { PRESETS } from "./presets"

const CUSTOM_HMAC = "preset=custom method=hmac"
const WITH_TIME = `${CUSTOM_HMAC} | preset=stripe,slack,standard-webhooks`

export const form = dialog(
  nameRow(),
  selectRow({ name: "preset", icon: "magic", values: [...Object.keys(PRESETS), "custom"] }),
  sentenceRow(),
  selectRow({ name: "method", icon: "key", values: ["hmac", "token"], when: "preset=custom" }),
  secretRow({ name: "secret", generate: "preset=custom,github,cloud4wi" }),
  textRow({ name: "header", icon: "list", placeholder: "X-Signature", when: "preset=custom,cloud4wi" }),
  textRow({ name: "field", icon: "ellipsis-h", hint: "hint.field", when: "preset=custom method=token" }),
  textRow({
    name: "prefix",
    icon: "quote-left",
    placeholder: "sha256=",
    hint: "hint.prefix",
    when: "preset=custom",
  }),
  selectRow({
    name: "algorithm",
    icon: "cog",
    values: ["sha1", "sha256", "sha384", "sha512"],
    when: CUSTOM_HMAC,
  }),
  selectRow({ name: "encoding", icon: "font", values: ["hex", "base64", "base64url"], when: CUSTOM_HMAC }),
  textRow({ name: "template", icon: "file-text-o", hint: "hint.template", when: CUSTOM_HMAC }),
  textRow({ name: "timestampHeader", icon: "clock-o", hint: "hint.timestampHeader", when: CUSTOM_HMAC }),
  numberRow({
    name: "tolerance",
    icon: "hourglass-half",
    minimum: 1,
    unit: "unit.seconds",
    hint: "hint.tolerance",
    when: WITH_TIME,
  }),
  storeRow(WITH_TIME),
)
