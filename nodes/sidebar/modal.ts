// A question above everything else. The browser's own dialog keeps the focus in it, closes on Escape and gives the
// focus back.

export interface Choice {
  label: string
  /** What the dialog is for: its button is emphasised. */
  isMain?: boolean
  /** What to do; without it the dialog closes. */
  choose?: () => void
}

let count = 0

export class Modal {
  readonly #dialog: JQuery<HTMLDialogElement>
  readonly #content = $("<div>")
  readonly #buttons = $("<div>", { class: "guest-webhooks-buttons" })

  constructor(title: string, closed: () => void = () => undefined) {
    count += 1
    const id = `guest-webhooks-modal-${count}`
    const heading = $("<h2>", { id, text: title })
    this.#dialog = $<HTMLDialogElement>("<dialog>", { class: "guest-webhooks-modal", "aria-labelledby": id })
      .append(heading, this.#content, this.#buttons)
      // The editor's shortcuts are not for what is typed here.
      .on("keydown", (event) => event.stopPropagation())
      .on("close", () => {
        this.#dialog.remove()
        closed()
      })
      .appendTo("#red-ui-editor")
    this.#dialog[0]?.showModal()
  }

  /** Exchanges what it says and the buttons it has; the focus goes to its field, else to the first button. */
  show(content: JQuery[], choices: Choice[]): void {
    this.#content.empty().append(content)
    this.#buttons.empty().append(choices.map((choice) => this.#button(choice)))
    this.#dialog.find("input, button").first().trigger("focus")
    for (const field of this.#content.find("input")) field.setSelectionRange(-1, -1)
  }

  close(): void {
    this.#dialog[0]?.close()
  }

  #button({ label, isMain = false, choose = () => this.close() }: Choice): JQuery {
    return $("<button>", {
      type: "button",
      class: `red-ui-button${isMain ? " primary" : ""}`,
      text: label,
    }).on("click", choose)
  }
}

/** Says something that the user reads and closes. */
export function inform(title: string, text: string, close: string): void {
  new Modal(title).show([$("<p>").text(text)], [{ label: close, isMain: true }])
}

/** Resolves to whether the user wants it. */
export function confirm(title: string, text: string, choices: { yes: string; no: string }): Promise<boolean> {
  return new Promise((resolve) => {
    let isWanted = false
    const modal = new Modal(title, () => resolve(isWanted))
    const choose = () => {
      isWanted = true
      modal.close()
    }
    modal.show([$("<p>").text(text)], [{ label: choices.no }, { label: choices.yes, isMain: true, choose }])
  })
}
