// The rows of our dialogs as static HTML: Node-RED fills #node-input-* before oneditprepare runs.
import type { Prefix } from "./dialog"

export interface Row {
  name: string
  icon: string
  /** The key of a line of explanation below the field. */
  hint?: string
  /** Shown only while this holds (row-condition.ts). */
  when?: string
  prefix?: Prefix
}

/** What the label leaves; Node-RED copies it to the widgets that it puts in a field's place. */
const FIELD_WIDTH = "calc(100% - 156px)"

const STYLE = `<style>
.guest-webhooks label { width: 148px !important; vertical-align: middle; }
.guest-webhooks input[type=number] { width: 110px; }
.guest-webhooks .guest-webhooks-masked { -webkit-text-security: disc; resize: vertical; font-family: var(--red-ui-monospace-font); }
.guest-webhooks .guest-webhooks-hint { margin: 3px 0 0 152px; width: ${FIELD_WIDTH}; contain: inline-size; font-size: 12px; line-height: 16px; color: var(--red-ui-secondary-text-color); }
.guest-webhooks .guest-webhooks-group { display: inline-flex; width: ${FIELD_WIDTH}; gap: 8px; align-items: center; }
.guest-webhooks .guest-webhooks-group input[readonly] { flex: 1; width: auto; min-width: 0; color: var(--red-ui-form-text-color); }
.guest-webhooks .guest-webhooks-unit { margin-left: 6px; }
.guest-webhooks .form-tips { max-width: none; contain: inline-size; margin-bottom: 12px; }
.guest-webhooks .guest-webhooks-warning { border-left: 3px solid var(--red-ui-border-color-warning); }
</style>
`

/** A dialog of these rows. */
export function dialog(...rows: string[]): string {
  return `${STYLE}<div class="guest-webhooks">\n${rows.join("\n")}\n</div>\n`
}

export function fieldId({ name, prefix = "node-input" }: Pick<Row, "name" | "prefix">): string {
  return `${prefix}-${name}`
}

function hintLine(key: string | undefined): string {
  return key ? `\n  <div class="guest-webhooks-hint" data-i18n="${key}"></div>` : ""
}

/** A labelled row around any control. */
export function row(options: Row, control: string): string {
  const when = options.when ? ` data-when="${options.when}"` : ""
  return `<div class="form-row"${when}>
  <label for="${fieldId(options)}"><i class="fa fa-${options.icon}"></i> <span data-i18n="label.${options.name}"></span></label>
  ${control}${hintLine(options.hint)}
</div>`
}

export function textRow(options: Row & { placeholder?: string; list?: string; type?: "password" }): string {
  const placeholder = options.placeholder ? ` placeholder="${options.placeholder}"` : ""
  const list = options.list ? ` list="${options.list}"` : ""
  return row(
    options,
    `<input type="${options.type ?? "text"}" id="${fieldId(options)}" style="width: ${FIELD_WIDTH}"${placeholder}${list} spellcheck="false">`,
  )
}

function numberInput(options: Pick<Row, "name" | "prefix"> & { minimum: number }): string {
  return `<input type="number" id="${fieldId(options)}" min="${options.minimum}" step="1">`
}

/** `unit` is the key of the word that follows the number. */
export function numberRow(options: Row & { minimum: number; unit: string }): string {
  const unit = `<span class="guest-webhooks-unit" data-i18n="${options.unit}"></span>`
  return row(options, `${numberInput(options)} ${unit}`)
}

export interface Choice {
  name: string
  values: readonly string[]
  prefix?: Prefix
}

function select({ name, values, prefix }: Choice, width: string): string {
  const choices = values.map(
    (value) => `<option value="${value}" data-i18n="option.${name}.${value}"></option>`,
  )
  return `<select id="${fieldId({ name, ...(prefix && { prefix }) })}" style="width: ${width}">${choices.join("")}</select>`
}

export function selectRow(options: Row & Choice): string {
  return row(options, select(options, FIELD_WIDTH))
}

/** A number with its unit to choose, in one row that the number's name labels. */
export function amountRow(options: Row & { minimum: number; unit: Choice }): string {
  return row(options, `${numberInput(options)} ${select(options.unit, "auto")}`)
}

/** Several lines. */
function linesRow(options: Row): string {
  return row(
    options,
    `<textarea id="${fieldId(options)}" style="width: ${FIELD_WIDTH}; resize: vertical" rows="2" spellcheck="false"></textarea>`,
  )
}

/** Several lines, masked; masked-text.ts keeps Node-RED's marker for a stored secret whole. */
export function secretRow(options: Omit<Row, "icon">): string {
  const id = fieldId(options)
  return row(
    { icon: "lock", hint: "hint.secret", ...options },
    `<textarea id="${id}" class="guest-webhooks-masked" style="width: ${FIELD_WIDTH}" rows="2" autocomplete="off" autocapitalize="off" spellcheck="false"></textarea>`,
  )
}

export function nameRow(prefix: Prefix = "node-input"): string {
  const id = fieldId({ name: "name", prefix })
  return row(
    { name: "name", icon: "tag", prefix },
    `<input type="text" id="${id}" style="width: ${FIELD_WIDTH}" data-i18n="[placeholder]label.name">`,
  )
}

export function pathRow(): string {
  return textRow({ name: "path", icon: "globe", hint: "hint.path" })
}

/** The whole address, to copy into the vendor's portal; `where` and its text are the vendor's own. */
export function publicUrlRow(): string {
  return `<div class="form-row">
  <label for="guest-webhooks-url"><i class="fa fa-link"></i> <span data-i18n="label.publicUrl"></span></label>
  <div class="guest-webhooks-group">
    <input type="text" id="guest-webhooks-url" readonly>
    <button type="button" id="guest-webhooks-copy" class="red-ui-button"><i class="fa fa-clipboard"></i> <span data-i18n="label.copy"></span></button>
  </div>
  <div class="guest-webhooks-hint" data-i18n="hint.where"></div>
</div>
<div class="form-tips guest-webhooks-warning" id="guest-webhooks-url-warning" style="display: none"></div>`
}

export function storeRow(when?: string): string {
  return textRow({ name: "store", icon: "database", hint: "hint.store", ...(when && { when }) })
}

/** What an in-node lets in: how much, from where, and how often. */
export function limitRows(): string {
  return [
    numberRow({ name: "maxBody", icon: "arrows-v", minimum: 1, unit: "unit.bytes" }),
    linesRow({ name: "allow", icon: "shield", hint: "hint.allow" }),
    numberRow({ name: "rateLimit", icon: "tachometer", minimum: 0, unit: "unit.perMinute" }),
  ].join("\n")
}

/** A plain sentence that the dialog's script fills. */
export function sentenceRow(): string {
  return '<div class="form-tips" id="guest-webhooks-sentence" role="status"></div>'
}
