// Secrets of several lines in a masked text area.
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
