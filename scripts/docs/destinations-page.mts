// The generated part of docs/destinations.md: the example flows that write somewhere, from the examples themselves.
import { join } from "node:path"
import { z } from "zod"
import { type Example, examples } from "../../test/examples/examples.mts"
import { replaced, table } from "../markdown.mts"

export const destinationsPageFile = join(import.meta.dirname, "..", "..", "docs", "destinations.md")

const variables = z.array(z.object({ name: z.string() }))

/** The page with its list of flows as the examples have them now. */
export function destinationsPage(page: string): string {
  const folders = [...new Set(examples.map(({ folder }) => folder))].filter((folder) => folder !== ".")
  const sections = folders.map((folder) => {
    const flows = examples.filter((example) => example.folder === folder)
    return `### ${folder}\n\n${table(["Flow", "What it does", "You fill in"], flows.map(rowOf))}`
  })
  return replaced(page, "examples", "npm run docs", sections.join("\n\n"))
}

function rowOf({ file, nodes }: Example): string[] {
  const tab = nodes.find(({ type }) => type === "tab")
  const comment = nodes.find(({ type }) => type === "comment")
  const [sentence = ""] = String(comment?.name).split(" Double-click")
  const names = variables.parse(tab?.env ?? []).map(({ name }) => `\`${name}\``)
  return [`[${tab?.label}](../examples/${encodeURI(file)})`, sentence, names.join(", ")]
}
