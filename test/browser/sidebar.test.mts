// The sidebar "Webhooks": what came and what became of it, to see, to find and to mend.
import assert from "node:assert/strict"
import { Editor } from "../support/editor.mts"
import { catchErrors, collect, flow } from "../support/flow.mts"
import { send } from "../support/http.mts"
import type { FlowNode, NodeRed } from "../support/node-red.mts"
import { beam, cloud4wi, purple, purpleVisit, type Sender } from "../support/senders.mts"
import { violations } from "./axe.mts"
import { describeInEditors, Workbench } from "./chromium.mts"
import { SidebarTab } from "./sidebar-tab.mts"

declare const RED: {
  actions: { invoke(name: string, state: boolean): void }
  sidebar: { show(id: string): void }
  workspaces: { active(): string }
}

const at = { x: 300, y: 200 }

function inNode({ source, type, node: { credentials: _, ...node } }: Sender, to: string): FlowNode {
  return { ...node, id: source, type, name: "", path: `/${source}`, wires: [[to]], ...at }
}

/** Fails until the flow is mended. */
const mailer: FlowNode = {
  ...{
    id: "mailer",
    type: "function",
    outputs: 1,
    initialize: "",
    finalize: "",
    libs: [],
    wires: [["mailed"]],
  },
  func: 'if (!global.get("mended")) throw new Error("550 no such user " + msg.payload.guest.email)\nreturn msg',
}

const flows = [
  ...flow(
    inNode(cloud4wi, "seen"),
    inNode(purple, "seen"),
    collect("seen"),
    mailer,
    collect("mailed"),
    ...catchErrors("errors", ["mailer"]),
    { id: "mend", type: "inject", once: false, wires: [["mending"]] },
    { ...mailer, id: "mending", func: 'global.set("mended", true)', wires: [[]] },
  ),
  { id: "other", type: "tab", label: "Another tab" },
  { ...inNode(beam, "mailer"), name: "BEAM Rome", z: "other" },
]

const credentials = Object.fromEntries(
  [cloud4wi, beam].map(({ source, node }) => [source, Object(node.credentials)]),
)

function receive(nodeRed: NodeRed, sender: Sender, request = sender.fresh()) {
  return send(nodeRed.url(`/${sender.source}`), request)
}

/** A visit at this venue by a guest whose address nobody else has. */
function visit(venue: string, email: string) {
  const body = { ...purpleVisit({ id: 1, email }, Date.now() / 1000), venue: { id: 7, name: venue } }
  return { ...purple.authentic(JSON.stringify(body)), body: JSON.stringify(body) }
}

/** A page of a browser without a window is never in the background. */
function sayPageIsHidden(isHidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, value: isHidden })
  document.dispatchEvent(new Event("visibilitychange"))
}

describeInEditors("the sidebar", (version) => {
  let bench: Workbench
  let tab: SidebarTab
  before(async () => {
    bench = await Workbench.start(version, { flows, credentials })
    tab = new SidebarTab(bench.page)
  })
  after(() => bench?.stop())

  it("asks the server for nothing while it is hidden, and says what to do first", async () => {
    const { page } = bench
    const isSilent = async () => {
      tab.requests.length = 0
      await page.clock.runFor(60_000)
      assert.deepEqual(tab.requests, [])
    }
    assert.deepEqual(tab.requests, [])
    await page.clock.install()
    await tab.show()
    await page.getByText("Nothing has come yet.").waitFor()
    await page.evaluate(() => RED.sidebar.show("info"))
    await tab.isHidden()
    await isSilent()
    await tab.show()
    await page.evaluate(() => RED.actions.invoke("core:toggle-sidebar", false))
    await tab.isHidden()
    await isSilent()
    await page.evaluate(() => RED.actions.invoke("core:toggle-sidebar", true))
    await tab.element.waitFor()
    await page.evaluate(sayPageIsHidden, true)
    await isSilent()
    await page.evaluate(sayPageIsHidden, false)
    await page.clock.resume()
    await tab.element.waitFor()
  })

  it("shows a delivery as it comes, without what is personal until that is asked for", async () => {
    await receive(bench.nodeRed, purple, visit("Hotel Roma", "ana@example.com"))
    const row = await tab.row("guest.connected", "Purple in · Hotel Roma", "handled")
    await tab.open(row, "guest.email")
    assert.match((await tab.details.textContent()) ?? "", /guest\.emaila…@e…/)
    assert.doesNotMatch((await tab.element.textContent()) ?? "", /ana@example\.com/)
    await bench.picture("sidebar, details")
    await tab.press("Show personal data")
    await tab.details.filter({ hasText: "ana@example.com" }).waitFor()
    await tab.details.getByText("Body as received").click()
    assert.match((await tab.details.locator("pre").textContent()) ?? "", /"email":"ana@example\.com"/)
    await tab.press("Copy")
    const copied = JSON.parse(await bench.page.evaluate(() => navigator.clipboard.readText()))
    assert.equal(copied.guest.email, "ana@example.com")
    await row.getByRole("button").click()
  })

  it("says why a request was rejected and what to do about it", async () => {
    const { headers } = cloud4wi.fresh()
    await receive(bench.nodeRed, cloud4wi, {
      ...cloud4wi.fresh(),
      headers: { ...headers, "x-webhook-secret": "wrong" },
    })
    await tab.row("rejected", "Cloud4Wi in", "Copy the secret into the vendor's portal again.")
  })

  it("keeps the focus where it is while deliveries come in, tells of them, and moves it with the arrows", async () => {
    const { page, nodeRed } = bench
    const row = await tab.row("rejected")
    await row.getByRole("button").focus()
    await receive(nodeRed, purple, visit("Hotel Milano", "bob@example.com"))
    await tab.row("Hotel Milano")
    await page.clock.fastForward(10_000)
    await tab.element.getByRole("status").getByText("New deliveries:").waitFor({ state: "attached" })
    const focused = () => page.evaluate(() => document.activeElement?.closest("tr")?.textContent ?? "")
    assert.match(await focused(), /rejected/)
    await page.keyboard.press("Home")
    assert.match(await focused(), /Hotel Milano/)
    await page.keyboard.press("End")
    assert.match(await focused(), /Hotel Roma/)
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await tab.details.waitFor()
    assert.match(await focused(), /rejected/)
    await page.keyboard.press("Enter")
    assert.equal(await tab.details.count(), 0)
  })

  it("shows what failed, says what a replay may do, and replays it once the flow is mended", async () => {
    const { nodeRed } = bench
    await receive(nodeRed, beam)
    await tab.row("failed", "BEAM Rome", "550 no such user g…@e…")
    await fetch(nodeRed.adminUrl("/inject/mend"), { method: "POST" })
    await tab.press("Replay failed")
    await tab.modal.getByText("Failed events to emit again: 1.").waitFor()
    await bench.picture("sidebar, replay")
    await tab.answer("Cancel")
    await tab.press("Replay failed")
    await tab.answer("Replay")
    await tab.row("handled", "BEAM Rome")
    await nodeRed.take("mailed")
    await tab.press("Replay failed")
    await tab.modal.getByText("No event has failed.").waitFor()
    await tab.answer("Close")
  })

  it("replays a single one", async () => {
    const row = await tab.row("handled", "BEAM Rome")
    await tab.open(row, "guest.email")
    await tab.details.getByRole("button", { name: "Replay" }).click()
    await tab.modal.getByText("that mail may go out again").waitFor()
    await tab.answer("Replay")
    await bench.nodeRed.take("mailed")
  })

  it("finds the deliveries of a guest, of a node, with an outcome, and shows all again", async () => {
    const all = await tab.rows.count()
    await tab.search("Ana@Example.com")
    await tab.shows(1)
    await tab.row("Hotel Roma")
    await tab.choose("Outcome", "rejected")
    await bench.page.getByText("Nothing matches.").waitFor()
    await tab.press("Show all")
    await tab.shows(all)
    await tab.choose("Node", "BEAM Rome")
    await tab.shows(1)
    await tab.choose("Node", "All nodes")
    await tab.choose("Outcome", "rejected")
    await tab.row("rejected")
    await tab.shows(1)
    await tab.choose("Outcome", "All outcomes")
    await tab.shows(all)
  })

  it("counts by node and outcome", async () => {
    await tab.element.getByText("Counts since each node's start").click()
    const counts = tab.element.locator("li")
    assert.match((await counts.filter({ hasText: "BEAM Rome" }).textContent()) ?? "", /accepted 1/)
    assert.match((await counts.filter({ hasText: "Cloud4Wi in" }).textContent()) ?? "", /rejected 1/)
  })

  it("shows the node that received a delivery, on whatever tab that is", async () => {
    const { page } = bench
    const row = await tab.row("BEAM Rome")
    await tab.open(row, "guest.email")
    await tab.press("Show the node")
    await page.waitForFunction(() => RED.workspaces.active() === "other")
    await page.locator('g[id="beam"]').waitFor()
  })

  it("can be used by everyone, in light and dark", async () => {
    const { page } = bench
    for (const scheme of version === "5" ? ["light", "dark"] : ["light"]) {
      await page.evaluate((scheme) => localStorage.setItem("view-dark-theme", scheme), scheme)
      await Editor.open(page, bench.nodeRed.adminUrl("/"))
      await tab.show()
      await tab.open(await tab.row("Hotel Roma"), "guest.email")
      await bench.picture(`sidebar, ${scheme}`)
      assert.deepEqual(await violations(page, SidebarTab.selector), [])
      await tab.press("Erase a guest")
      await bench.picture(`sidebar, erase, ${scheme}`)
      assert.deepEqual(await violations(page, "dialog"), [])
      await page.keyboard.press("Escape")
    }
  })

  it("erases a guest in two steps, and says what was deleted", async () => {
    const { page } = bench
    await tab.press("Erase a guest")
    await page.keyboard.type("ana")
    await page.keyboard.press("Enter")
    await tab.modal.getByText("Enter a whole e-mail address").waitFor()
    await page.keyboard.type("@example.com")
    await page.keyboard.press("Enter")
    await tab.modal.getByText("Delete everything stored about ana@example.com?").waitFor()
    await tab.answer("Erase")
    await tab.modal.getByText("Deleted deliveries: 1,").waitFor()
    await bench.picture("sidebar, erased")
    await tab.answer("Close")
    assert.equal(await tab.rows.filter({ hasText: "Hotel Roma" }).count(), 0)
    await tab.row("Hotel Milano")
  })

  it("says when Node-RED is away, and goes on when it is back", async () => {
    const { page, nodeRed } = bench
    await page.context().setOffline(true)
    await tab.element.getByText("Node-RED does not answer.").waitFor()
    await receive(nodeRed, purple, visit("Hotel Napoli", "cleo@example.com"))
    await page.context().setOffline(false)
    await tab.row("Hotel Napoli")
    await tab.element.getByText("Live", { exact: true }).waitFor()
  })
})
