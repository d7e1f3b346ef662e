// What the scripts write into pages of docs/.

/**
 * Replaces what stands between two markers, which markdown does not show: `<!-- name: written by command -->` and
 * `<!-- end of name -->`.
 */
export function replaced(page: string, name: string, command: string, text: string): string {
  const [start, end] = [`<!-- ${name}: written by ${command} -->`, `<!-- end of ${name} -->`]
  const [before, rest] = page.split(start)
  const [, after] = rest?.split(end) ?? []
  if (before === undefined || after === undefined) throw new Error(`the page lacks "${start}"`)
  return `${before}${start}\n\n${text}\n\n${end}${after}`
}

/** A table with its numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`
  const isNumber = (cell: string | number) => typeof cell === "number" || /^[\d.,]+$/.test(cell)
  const alignment = (rows[0] ?? []).map((cell) => (isNumber(cell) ? "--:" : "---"))
  return [head, alignment, ...rows].map(line).join("\n")
}
