// Whether the user can see something: the tab chosen, the sidebar open, the page in front.

/** Calls back with each change, and once at the start if it can be seen. */
export function watchVisibility(watched: JQuery, changed: (isVisible: boolean) => void): void {
  let isLaidOut = false
  let wasVisible = false
  const update = () => {
    const isVisible = isLaidOut && !document.hidden
    if (isVisible === wasVisible) return
    wasVisible = isVisible
    changed(isVisible)
  }
  // Node-RED tells only some of the ways in which a tab is hidden: a closed sidebar or section it does not.
  const observer = new IntersectionObserver((entries) => {
    isLaidOut = entries.at(-1)?.isIntersecting ?? false
    update()
  })
  for (const element of watched) observer.observe(element)
  document.addEventListener("visibilitychange", update)
}
