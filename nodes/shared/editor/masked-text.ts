// Secrets of several lines in a masked text area.
import type { Dialog } from "./dialog"
import { randomSecret } from "./random"
import { STORED, withoutMarker } from "./stored-secret"

/** The first key pressed replaces the marker of a stored secret, so that it never becomes part of a new one. */
export function keepMarkerWhole(area: JQuery): void {
  area.on("beforeinput", () => {
    if (area.val() === STORED) area.val("")
  })
  area.on("input", () => {
    const text = String(area.val())
    if (text !== withoutMarker(text)) area.val(withoutMarker(text))
  })
}

/**
 * Makes up a secret on request. It is shown and copied at once, as it has to get to the sender and is never shown
 * again once it is stored.
 */
export function offerToGenerate({ form, node }: Dialog): void {
  const button = $("#guest-webhooks-generate")
  const area = form.find(".guest-webhooks-masked").first()
  button.on("click", () => {
    const secret = randomSecret()
    area.val(secret).addClass("guest-webhooks-revealed").trigger("change")
    RED.clipboard.copyText(secret, button, node._("label.copied"))
  })
}
