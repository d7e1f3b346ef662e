import { dialog, limitRows, nameRow, pathRow, publicUrlRow, storeRow, testRow } from "../shared/editor/rows"

export const form = dialog(nameRow(), pathRow(), publicUrlRow(), testRow(), storeRow(), limitRows())
