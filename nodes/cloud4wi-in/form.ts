import {
  dialog,
  limitRows,
  nameRow,
  pathRow,
  publicUrlRow,
  secretRow,
  storeRow,
  testRow,
  textRow,
  warningRow,
} from "../shared/editor/rows"

export const form = dialog(
  nameRow(),
  pathRow(),
  publicUrlRow(),
  textRow({ name: "header", icon: "list", hint: "hint.header" }),
  secretRow({ name: "secret", generate: "" }),
  warningRow("warning.anybody", "secret="),
  testRow(),
  storeRow(),
  limitRows(),
)
