// The whole address that is pasted into the vendor's portal. What is before the path only the operator knows: from
// settings.js, else as it was typed here once, for all nodes, else the address at which the editor is open.
import type { Dialog } from "./dialog"
import { baseHere, isLocalHost, publicUrl, readBase, tidyPath } from "./route-path"

/** Where the editor remembers what was typed, among the user's settings. */
const REMEMBERED = "guest-webhooks-public-address"

interface Vendor {
  /** The vendor posts to https addresses only. */
  httpsOnly?: boolean
}

function baseOfEditor(): string {
  return baseHere(location.origin, RED.settings.httpNodeRoot || "/")
}

function remembered(): string {
  const value: unknown = RED.settings.get(REMEMBERED)
  return typeof value === "string" ? value : ""
}

/** The warnings that an address deserves, as keys of the catalogue. */
function warningsOf(base: string, { httpsOnly }: Vendor): string[] {
  const url = readBase(base)
  const warnings: string[] = []
  if (httpsOnly && url?.protocol !== "https:") warnings.push("warning.https")
  if (url && isLocalHost(url.hostname)) warnings.push("warning.local")
  return warnings
}

/** Shows the address of the dialog's path, with a button that copies it. */
export class PublicAddress {
  readonly #dialog: Dialog
  readonly #vendor: Vendor
  readonly #input = $("#guest-webhooks-address")
  #fixed: string | null = null

  constructor(dialog: Dialog, vendor: Vendor) {
    this.#dialog = dialog
    this.#vendor = vendor
    this.#input.attr("placeholder", baseOfEditor()).val(remembered())
    this.#input.on("input change", () => this.#typed())
    dialog.field("path").on("input change", () => this.show())
    const url = $("#guest-webhooks-url")
    const copy = $("#guest-webhooks-copy")
    copy.on(
      "click",
      () => void RED.clipboard.copyText(String(url.val()), copy, dialog.node._("label.copied")),
    )
    this.show()
  }

  /** The operator has said it in settings.js: nothing is left to type. */
  fix(base: string | null): void {
    this.#fixed = base
    $("#guest-webhooks-address-row").toggle(base === null)
    this.show()
  }

  show(): void {
    const { node } = this.#dialog
    const base = this.#fixed ?? (String(this.#input.val()).trim() || baseOfEditor())
    $("#guest-webhooks-url").val(publicUrl(base, tidyPath(this.#dialog.value("path"))))
    const warnings = warningsOf(base, this.#vendor).map((key) => $("<div>").text(node._(key)))
    $("#guest-webhooks-url-warning")
      .empty()
      .append(warnings)
      .toggle(warnings.length > 0)
  }

  #typed(): void {
    const typed = String(this.#input.val()).trim()
    const isWrong = typed !== "" && !readBase(typed)
    this.#dialog.showProblem(this.#input, isWrong ? this.#dialog.node._("validation.address") : "")
    if (isWrong) return
    RED.settings.set(REMEMBERED, typed)
    this.show()
  }
}
