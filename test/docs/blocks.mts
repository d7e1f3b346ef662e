// The blocks of code in the pages: commands, settings, configuration files.
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../support/packed.mts"

export interface Block {
  page: string
  /** The heading above it. */
  heading: string
  text: string
}

export const pages = globSync(["*.md", "docs/**/*.md"], { cwd: root })
  .filter((page) => !page.startsWith(join("docs", "facts")))
  .sort()

const code = /^```(?<language>\w*)\n(?<fenced>.*?)^```$|(?<=\n\n)(?<indented>( {4}[^\n]+\n|\n(?= {4}))+)/gms

/** Indented or fenced; drawings (mermaid) are none. */
export function blocksOf(page: string): Block[] {
  const sections = readFileSync(join(root, page), "utf8").split(/^(?=#+ )/m)
  return sections.flatMap((section) => {
    const heading = /^#+ (.*)$/m.exec(section)?.[1] ?? ""
    const found = [...section.matchAll(code)].filter(({ groups }) => groups?.language !== "mermaid")
    return found.map(({ groups }) => ({
      page,
      heading,
      text: groups?.fenced ?? unindented(groups?.indented),
    }))
  })
}

function unindented(text = ""): string {
  return text.replaceAll(/^ {4}/gm, "")
}

/** The only block below a heading. */
export function blockOf(page: string, heading: string): string {
  const [block, ...others] = blocksOf(page).filter((candidate) => candidate.heading === heading)
  if (!block || others.length > 0)
    throw new Error(`${page} has ${others.length + (block ? 1 : 0)} blocks below ${heading}`)
  return block.text
}
