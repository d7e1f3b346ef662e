// The sidebar's tab "Webhooks", driven as a person would.
import type { Locator, Page } from "playwright-core"

declare const RED: { sidebar: { show(id: string): void } }

export class SidebarTab {
  static readonly selector = ".guest-webhooks-sidebar"
  readonly page: Page
  /** What the tab has asked the server, without the root they have in common. */
  readonly requests: string[] = []

  constructor(page: Page) {
    this.page = page
    page.on("request", (request) => {
      const [, path] = request.url().split("/guest-webhooks/")
      if (path !== undefined) this.requests.push(path)
    })
  }

  get element(): Locator {
    return this.page.locator(SidebarTab.selector)
  }

  /** One row for each delivery; what is open below one of them is none. */
  get rows(): Locator {
    return this.element.locator("tbody tr:not(.guest-webhooks-details)")
  }

  get details(): Locator {
    return this.element.locator(".guest-webhooks-details")
  }

  get modal(): Locator {
    return this.page.locator("dialog")
  }

  async show(): Promise<void> {
    await this.page.evaluate(() => RED.sidebar.show("guest-webhooks"))
    await this.element.waitFor()
  }

  /** Resolves when it cannot be seen, and has been told so: observers are told in the order in which they began. */
  async isHidden(): Promise<void> {
    await this.element.evaluate(
      (element) =>
        new Promise<void>((resolve) => {
          const observer = new IntersectionObserver((entries) => {
            if (entries.at(-1)?.isIntersecting) return
            observer.disconnect()
            resolve()
          })
          observer.observe(element)
        }),
    )
  }

  /** The row that says all of this, as soon as it is there. */
  async row(...texts: string[]): Promise<Locator> {
    const row = texts.reduce((rows, hasText) => rows.filter({ hasText }), this.rows).first()
    await row.waitFor()
    return row
  }

  /** Opens a row; resolves when its details say this. */
  async open(row: Locator, says: string): Promise<void> {
    await row.getByRole("button").click()
    await this.details.filter({ hasText: says }).waitFor()
  }

  press(name: string): Promise<void> {
    return this.element.getByRole("button", { name }).click()
  }

  search(text: string): Promise<void> {
    return this.element.getByRole("searchbox").fill(text)
  }

  async choose(filter: "Node" | "Outcome", label: string): Promise<void> {
    await this.element.getByRole("combobox", { name: filter }).selectOption({ label })
  }

  /** Presses a button of the dialog that is open. */
  answer(name: string): Promise<void> {
    return this.modal.getByRole("button", { name }).click()
  }

  /** Resolves when so many deliveries are shown. */
  async shows(count: number): Promise<void> {
    await this.page.waitForFunction(
      ({ selector, count }) => document.querySelectorAll(selector).length === count,
      { selector: `${SidebarTab.selector} tbody tr:not(.guest-webhooks-details)`, count },
    )
  }
}
