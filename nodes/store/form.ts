import { dialog, nameRow, numberRow, selectRow, textRow } from "../shared/editor/rows"

const prefix = "node-config-input"

export const form = dialog(
  nameRow(prefix),
  selectRow({
    name: "kind",
    icon: "database",
    values: ["sqlite", "redis", "memory"],
    hint: "hint.kind",
    prefix,
  }),
  textRow({ name: "path", icon: "file-o", hint: "hint.file", when: "kind=sqlite", prefix }),
  textRow({
    name: "url",
    icon: "server",
    placeholder: "redis://localhost:6379",
    hint: "hint.url",
    when: "kind=redis",
    prefix,
  }),
  textRow({ name: "username", icon: "user", when: "kind=redis", prefix }),
  textRow({ name: "password", icon: "lock", type: "password", when: "kind=redis", prefix }),
  textRow({
    name: "prefix",
    icon: "bookmark-o",
    placeholder: "guest-webhooks",
    hint: "hint.prefix",
    when: "kind=redis",
    prefix,
  }),
  numberRow({
    name: "retention",
    icon: "calendar",
    minimum: 1,
    unit: "unit.days",
    hint: "hint.retention",
    prefix,
  }),
  numberRow({
    name: "quiet",
    icon: "hourglass-half",
    minimum: 1,
    unit: "unit.seconds",
    hint: "hint.quiet",
    prefix,
  }),
  numberRow({
    name: "retries",
    icon: "repeat",
    minimum: 0,
    unit: "unit.times",
    hint: "hint.retries",
    prefix,
  }),
  numberRow({
    name: "maxPending",
    icon: "inbox",
    minimum: 1,
    unit: "unit.events",
    hint: "hint.maxPending",
    prefix,
  }),
)
