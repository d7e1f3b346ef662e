// Text nodes: jQuery takes a string that is appended for HTML, and what vendors send must never be that.

function text(words: string): JQuery<Text> {
  return $(document.createTextNode(words))
}

/** An icon that says nothing by itself, before the words. */
export function iconAndText(icon: string, words: string): JQuery[] {
  return [$("<i>", { class: `fa ${icon}`, "aria-hidden": "true" }), $("<span>").text(words)]
}

/** A technical name, which may break after its dots and underscores. */
export function breakable(name: string): JQuery<Text | HTMLElement>[] {
  return name.split(/(?<=[._])/).flatMap((part): JQuery<Text | HTMLElement>[] => [text(part), $("<wbr>")])
}
