import {
  dialog,
  limitRows,
  nameRow,
  pathRow,
  publicUrlRow,
  secretRow,
  storeRow,
  testRow,
} from "../shared/editor/rows"

export const form = dialog(
  nameRow(),
  pathRow(),
  publicUrlRow(),
  secretRow({ name: "secretToken" }),
  testRow(),
  storeRow(),
  limitRows(),
)
