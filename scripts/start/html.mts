/** HTML that is safe to put between tags and inside quoted attributes. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** A template whose every value is escaped, unless it is Html already. */
export function html(parts: TemplateStringsArray, ...values: (string | number | Html | Html[])[]): Html {
  return new Html(String.raw({ raw: parts }, ...values.map(escapeValue)))
}

function escapeValue(value: string | number | Html | Html[]): string {
  if (Array.isArray(value)) return value.map(({ text }) => text).join("")
  if (value instanceof Html) return value.text
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
