import {
  dialog,
  moreRows,
  nameRow,
  pathRow,
  publicUrlRow,
  secretRow,
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
  moreRows(),
)
