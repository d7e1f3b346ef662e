/** Node-RED shows a stored secret as this marker, and keeps what is stored when it gets the marker back. */
export const STORED = "__PWRD__"

/** What a text becomes that somehow holds the marker among other characters: it is whole, or it is gone. */
export function withoutMarker(text: string): string {
  return text === STORED ? text : text.replaceAll(STORED, "")
}
