import {
  dialog,
  moreRows,
  nameRow,
  pathRow,
  publicUrlRow,
  secretRow,
  testRow,
  warningRow,
} from "../shared/editor/rows"

export const form = dialog(
  nameRow(),
  pathRow(),
  publicUrlRow(),
  secretRow({ name: "secretToken", hint: "hint.secretToken" }),
  warningRow("warning.anybody", "secretToken="),
  testRow(),
  moreRows(),
)
