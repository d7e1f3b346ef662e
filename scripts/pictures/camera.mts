// Pictures of parts of the editor, cut to what they are about.
import type { Page } from "playwright-core"

type Box = { x: number; y: number; width: number; height: number }

/** What a picture is of: the places that must be in it, and how many pixels around them. */
export type Crop = { selectors: string[]; margin: number }

/** Wide enough for the flagship flow. */
export const editorSize = { width: 2600, height: 1000 }

const dialogWidth = 740

export const dialog: Crop = { selectors: [".red-ui-tray-header", ".red-ui-tray-footer"], margin: 0 }

/** Drags the open dialog wide enough to read a whole URL. */
export async function widenDialog(page: Page): Promise<void> {
  const { x, y, width } = await boxOf(page, ".red-ui-tray")
  await page.mouse.move(x + 3, y + 200)
  await page.mouse.down()
  await page.mouse.move(x + 3 + width - dialogWidth, y + 200, { steps: 5 })
  await page.mouse.up()
}

/** Makes the window as low as the form allows, so that no empty space is shown below it. */
export async function fitDialog(page: Page): Promise<void> {
  const form = await boxOf(page, "#dialog-form > .guest-webhooks")
  const footer = await boxOf(page, ".red-ui-tray-footer")
  const spare = Math.floor(footer.y - (form.y + form.height)) - 16
  await page.setViewportSize({ ...editorSize, height: editorSize.height - spare })
}

export async function shoot(page: Page, path: string, { selectors, margin }: Crop): Promise<void> {
  const boxes = await Promise.all(selectors.map((selector) => boxOf(page, selector)))
  await page.screenshot({ path, clip: around(boxes, margin), animations: "disabled" })
}

/** The area of all that a selector finds. */
async function boxOf(page: Page, selector: string): Promise<Box> {
  const boxes = await Promise.all((await page.locator(selector).all()).map((place) => place.boundingBox()))
  const visible = boxes.filter((box) => box !== null)
  if (visible.length === 0) throw new Error(`nothing to see of ${selector}`)
  return around(visible, 0)
}

function around(boxes: Box[], margin: number): Box {
  const x = Math.max(0, Math.min(...boxes.map((box) => box.x)) - margin)
  const y = Math.max(0, Math.min(...boxes.map((box) => box.y)) - margin)
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + margin
  return { x, y, width: right - x, height: bottom - y }
}
