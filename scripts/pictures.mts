// npm run pictures: shoots the pictures of the documentation from a running Node-RED, in Chromium.
import { join } from "node:path"
import { type Browser, chromium, type Page, type ViewportSize } from "playwright-core"
import { SidebarTab } from "../test/browser/sidebar-tab.mts"
import { Editor } from "../test/support/editor.mts"
import { dialog, editorSize, fitDialog, shoot, widenDialog } from "./pictures/camera.mts"
import { type Stage, setStage } from "./pictures/stage.mts"
import { root } from "./start/package.mts"

/** The editor seen from outside: with a public name and https, as whoever pastes the URL needs it. */
const publicAddress = "https://wifi.example.com"

/** Each with a path like those that a new node proposes, instead of the example's. */
const dialogs = [
  { type: "cloud4wi in", path: "/webhooks/cloud4wi/m2x8rt0c5n7w4g1z" },
  { type: "purple in", path: "/webhooks/purple/q7d0m3xk9v2h5s8c" },
  { type: "beam in", path: "/webhooks/beam/h6s1y9p3e7b0k5vd" },
  { type: "qr webhook in", path: "/webhooks/qr/t4j8z2c6w0f9n3ax" },
  { type: "dedupe", path: undefined },
]

/** Flows of other tabs, by the tabs' titles. */
const examples = {
  "crm-flow": "Contacts in HubSpot",
  "signature-flow": "Check the signature of a GitHub webhook",
}

const palette = "#red-ui-palette-container-guest_webhooks"

const folder = join(root, "docs", "pictures")
const picture = (name: string) => join(folder, `${name}.png`)

await using stage = await setStage(process.argv[2])
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
})
try {
  await shootFlow(browser, stage)
  await shootExamples(browser, stage)
  await shootDialogs(browser, stage)
  await shootInbox(browser, stage)
  await shootSidebar(browser, stage)
  await shootDetails(browser, stage)
} finally {
  await browser.close()
}

async function newPage(browser: Browser, viewport: ViewportSize, deviceScaleFactor = 1.5): Promise<Page> {
  return browser.newPage({
    viewport,
    deviceScaleFactor,
    colorScheme: "light",
    reducedMotion: "reduce",
    locale: "en-US",
    timezoneId: "Europe/Rome",
  })
}

async function shootFlow(browser: Browser, { editor }: Stage): Promise<void> {
  const page = await newPage(browser, editorSize)
  await Editor.open(page, editor)
  await page.waitForSelector(".red-ui-flow-node-status-label >> text=last event")
  await shoot(page, picture("flow"), { selectors: [".red-ui-flow-node-group"], margin: 14 })
  await page.locator(palette).scrollIntoViewIfNeeded()
  await shoot(page, picture("palette"), { selectors: [palette], margin: 0 })
  await page.close()
}

async function shootExamples(browser: Browser, { editor, nodeOfType }: Stage): Promise<void> {
  const page = await newPage(browser, editorSize, 1) // large flows
  const opened = await Editor.open(page, editor)
  for (const [name, tab] of Object.entries(examples)) {
    await page.locator("#red-ui-workspace-tabs").getByText(tab, { exact: true }).click()
    await shoot(page, picture(name), { selectors: [".red-ui-flow-node-group"], margin: 32 })
  }
  await opened.openDialog(nodeOfType("verify signature"))
  await widenDialog(page)
  await fitDialog(page)
  await shoot(page, picture("verify-signature"), dialog)
  await page.close()
}

async function shootDialogs(browser: Browser, stage: Stage): Promise<void> {
  const page = await newPage(browser, editorSize)
  await page.routeWebSocket(/\/comms$/, () => {})
  await page.route(`${publicAddress}/**`, async (route) => {
    const { pathname, search } = new URL(route.request().url())
    await route.fulfill({ response: await route.fetch({ url: stage.editor + pathname + search }) })
  })
  const editor = await Editor.open(page, publicAddress)
  for (const { type, path } of dialogs) {
    await page.setViewportSize(editorSize)
    await editor.openDialog(stage.nodeOfType(type))
    await widenDialog(page)
    if (path !== undefined) {
      await page.fill("#node-input-path", path)
      await page.click("#guest-webhooks-more > summary") // open, as the example has a store of its own
    }
    await fitDialog(page)
    await shoot(page, picture(type.replaceAll(" ", "-")), dialog)
    await editor.cancel()
  }
  await page.close()
}

async function shootInbox(browser: Browser, { inbox }: Stage): Promise<void> {
  const page = await newPage(browser, { width: 760, height: 900 })
  await page.goto(inbox)
  await shoot(page, picture("inbox"), { selectors: ["article:has-text('ana@')"], margin: 8 })
  await page.close()
}

/** Late, as the request that is refused shows below its node, too. */
async function shootSidebar(browser: Browser, stage: Stage): Promise<void> {
  await stage.refuseOne()
  const { page, tab } = await openSidebar(browser, stage, 640)
  await tab.row("rejected")
  await shoot(page, picture("sidebar"), { selectors: [SidebarTab.selector], margin: 0 })
  await page.close()
}

/** Last, as the mail server is gone then. */
async function shootDetails(browser: Browser, stage: Stage): Promise<void> {
  await stage.failOne()
  const { page, tab } = await openSidebar(browser, stage, 560)
  await tab.open(await tab.row("retrying"), "guest")
  await shoot(page, picture("sidebar-failed"), { selectors: [SidebarTab.selector], margin: 0 })
  await page.close()
}

async function openSidebar(browser: Browser, { editor }: Stage, height: number) {
  const page = await newPage(browser, { width: 1500, height })
  await Editor.open(page, editor)
  await page.click("button[data-tab-id=debug]") // closes it, and leaves its half of the sidebar
  const tab = new SidebarTab(page)
  await tab.show()
  return { page, tab }
}
