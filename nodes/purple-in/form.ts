import { dialog, moreRows, nameRow, pathRow, publicUrlRow, testRow } from "../shared/editor/rows"

export const form = dialog(nameRow(), pathRow(), publicUrlRow(), testRow(), moreRows())
