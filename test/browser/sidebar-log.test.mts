// The sidebar over a long log, and for somebody who may only look.
import assert from "node:assert/strict"
import { copyFileSync } from "node:fs"
import { join } from "node:path"
import { collect, flow } from "../support/flow.mts"
import { send } from "../support/http.mts"
import { scratchFolder } from "../support/packed.mts"
import { purple } from "../support/senders.mts"
import { describeInEditors, Workbench } from "./chromium.mts"
import { longLog } from "./long-log.mts"
import { SidebarTab } from "./sidebar-tab.mts"

const flows = flow(
  { id: "purple", type: "purple in", path: "/purple", wires: [["seen"]], x: 150, y: 100 },
  { ...collect("seen"), x: 400, y: 100 },
)

let file: Promise<string> | undefined

describeInEditors("the sidebar over a log of 100,000 deliveries", (version) => {
  let bench: Workbench
  let tab: SidebarTab
  before(async function () {
    this.timeout(120_000)
    file ??= longLog()
    const userDirectory = scratchFolder("node-red")
    copyFileSync(await file, join(userDirectory, "webhooks.sqlite"))
    bench = await Workbench.start(version, { flows, userDirectory })
    tab = new SidebarTab(bench.page)
  })
  after(() => bench?.stop())

  /** What was asked for besides the polls, which are answered with nothing while nothing changes. */
  const asked = () => tab.requests.filter((path) => !path.includes("version="))

  it("asks once for what it shows, and shows a page", async () => {
    await tab.show()
    await tab.shows(100)
    await tab.row("handled", "Hotel Roma")
    assert.deepEqual(asked(), ["log?limit=100", "endpoints"])
    await tab.element.getByRole("button", { name: "Older" }).scrollIntoViewIfNeeded()
    assert.equal(await tab.rows.count(), 100)
    assert.equal(asked().length, 2)
  })

  it("shows a page of older ones in place of the newer", async () => {
    const newest = await tab.rows.first().locator("time").getAttribute("datetime")
    tab.requests.length = 0
    await tab.press("Older")
    await tab.element.getByText("Older deliveries").waitFor()
    assert.equal(await tab.rows.count(), 100)
    assert.equal(asked().filter((path) => path.startsWith("log")).length, 1)
    await tab.press("Newer")
    await tab.element.getByText("Live", { exact: true }).waitFor()
    assert.equal(await tab.rows.first().locator("time").getAttribute("datetime"), newest)
  })

  it("finds a guest far back, in a bounded number of requests", async () => {
    tab.requests.length = 0
    await tab.search("deep@example.com")
    await tab.rows.filter({ hasText: "Hotel Deep" }).waitFor({ timeout: 40_000 })
    await tab.shows(1)
    await tab.element.getByRole("button", { name: "Stop" }).waitFor({ state: "hidden", timeout: 40_000 })
    assert.ok(asked().filter((path) => path.startsWith("log")).length <= 20)
  })

  it("stops searching on request, and goes on from there", async () => {
    const { page } = bench
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await page.route(/log\?.*before=/, async (route) => {
      await held
      await route.continue()
    })
    await tab.search("nobody")
    await tab.press("Stop")
    letGo()
    await tab.element.getByText("Nothing matches among the newer deliveries.").waitFor()
    await bench.picture("sidebar, stopped")
    const stopped = asked().length
    await tab.press("Older")
    await tab.press("Stop")
    assert.ok(asked().length > stopped)
  })
})

describeInEditors("the sidebar for somebody who may only read", (version) => {
  let bench: Workbench
  before(async () => {
    const settings = {
      adminAuth: {
        type: "credentials",
        users: [],
        tokens: (token: string) =>
          Promise.resolve(token === "readers-token" ? { username: "reader", permissions: "read" } : null),
      },
    }
    bench = await Workbench.start(version, { flows, settings }, {}, "/?access_token=readers-token")
  })
  after(() => bench?.stop())

  it("shows what came, and says which permission the rest needs", async () => {
    const tab = new SidebarTab(bench.page)
    await send(bench.nodeRed.url("/purple"), purple.fresh())
    await tab.show()
    await tab.open(await tab.row("handled"), "guest.email")
    const sentence = "for the permission guest-webhooks.write"
    await tab.press("Show personal data")
    await tab.details.getByText(sentence).waitFor()
    assert.doesNotMatch((await tab.element.textContent()) ?? "", /@example\.com/)
    await tab.details.getByRole("button", { name: "Replay" }).click()
    await tab.answer("Replay")
    await tab.element.locator(".guest-webhooks-state").getByText(sentence).waitFor()
    await bench.picture("sidebar, reader")
    await tab.press("Erase a guest")
    await bench.page.keyboard.type("ana@example.com")
    await bench.page.keyboard.press("Enter")
    await tab.answer("Erase")
    await tab.modal.getByText(sentence).waitFor()
  })
})
