import { dialog, nameRow, numberRow, selectRow, textRow } from "../shared/editor/rows"

const prefix = "node-config-input"

export const form = dialog(
  nameRow(prefix),
  selectRow({ name: "kind", icon: "database", values: ["sqlite", "memory"], hint: "hint.kind", prefix }),
  textRow({ name: "path", icon: "file-o", hint: "hint.file", when: "kind=sqlite", prefix }),
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
