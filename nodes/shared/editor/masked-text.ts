// Secrets of several lines in a masked text area. Node-RED shows a stored secret as this marker and
// keeps what is stored when it gets the marker back: so it is whole, or it is gone, and never part of a text.
export const STORED = "__PWRD__"

/** What a text becomes that somehow still holds the marker among other characters. */
export function withoutMarker(text: string): string {
  return text === STORED ? text : text.replaceAll(STORED, "")
}

export function keepMarkerWhole(area: JQuery): void {
  area.on("beforeinput", () => {
    if (area.val() === STORED) area.val("")
  })
  area.on("input", () => {
    const text = String(area.val())
    if (text !== withoutMarker(text)) area.val(withoutMarker(text))
  })
}
