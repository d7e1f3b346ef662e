import {
  amountRow,
  dialog,
  nameRow,
  numberRow,
  selectRow,
  sentenceRow,
  storeRow,
  textRow,
} from "../shared/editor/rows"

const KEYS = ["guest", "guest+venue", "guest+type", "device", "event", "property", "jsonata"]

export const form = dialog(
  nameRow(),
  selectRow({
    name: "key",
    icon: "user",
    values: KEYS,
    hint: "hint.key",
    hintWhen: "key=guest,guest+venue,guest+type",
  }),
  textRow({ name: "property", icon: "ellipsis-h", when: "key=property" }),
  textRow({ name: "expression", icon: "code", when: "key=jsonata" }),
  selectRow({ name: "window", icon: "calendar", values: ["day", "rolling", "forever"] }),
  amountRow({
    name: "amount",
    icon: "hourglass-half",
    minimum: 1,
    unit: { name: "unit", values: ["s", "m", "h", "d"] },
    when: "window=rolling",
  }),
  textRow({
    name: "timezone",
    icon: "globe",
    list: "dedupe-timezones",
    hint: "hint.timezone",
    when: "window=day",
  }),
  '<datalist id="dedupe-timezones"></datalist>',
  selectRow({
    name: "clock",
    icon: "clock-o",
    values: ["event", "arrival"],
    hint: "hint.clock",
    when: "window=day,rolling",
  }),
  numberRow({ name: "lateAfter", icon: "history", minimum: 0, unit: "unit.seconds", hint: "hint.lateAfter" }),
  selectRow({ name: "missing", icon: "question-circle-o", values: ["pass", "drop", "error"] }),
  selectRow({ name: "commit", icon: "check-circle-o", values: ["pass", "complete"], hint: "hint.commit" }),
  storeRow(),
  sentenceRow(),
)
