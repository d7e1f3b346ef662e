// Times as the user writes them.

/** The editor's language in the user's own variant: en-GB where the editor speaks en-US and the browser is British. */
export function localeOf(editor: string, browser: readonly string[]): string {
  const base = (tag: string) => tag.split("-")[0]
  return browser.find((tag) => base(tag) === base(editor)) ?? editor
}

export interface Clock {
  /** As short as it can be: without the day today, without seconds on other days. */
  short: (iso: string, now: Date) => string
  full: (iso: string) => string
}

/** Formatters are dear to make, so one clock serves all rows. */
export function clockOf(locale: string): Clock {
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" })
  const day = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  })
  const full = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" })
  return {
    short: (iso, now) => {
      const date = new Date(iso)
      return (date.toDateString() === now.toDateString() ? time : day).format(date)
    },
    full: (iso) => full.format(new Date(iso)),
  }
}
