import { dialog, maxBodyRow, nameRow, pathRow, publicUrlRow, storeRow } from "../shared/editor/rows"

export const form = dialog(nameRow(), pathRow(), publicUrlRow(), storeRow(), maxBodyRow())
