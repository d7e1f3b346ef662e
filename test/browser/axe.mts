// What axe-core finds wrong for people who do not see, hear or click as most do.
import { createRequire } from "node:module"
import type { AxeResults } from "axe-core"
import type { Page } from "playwright-core"

declare const axe: { run(selector: string): Promise<AxeResults> }

const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js")

/** One line for each element below the selector that breaks a rule. */
export async function violations(page: Page, selector: string): Promise<string[]> {
  await page.addScriptTag({ path: source })
  const results = await page.evaluate((selector) => axe.run(selector), selector)
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html} ${failureSummary}`),
  )
}
