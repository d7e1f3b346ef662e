import { dialog, limitRows, nameRow, pathRow, publicUrlRow, storeRow } from "../shared/editor/rows"

export const form = dialog(nameRow(), pathRow(), publicUrlRow(), storeRow(), limitRows())
