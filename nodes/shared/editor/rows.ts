// The rows of our dialogs as static HTML: Node-RED fills #node-input-* before oneditprepare runs.
import type { Prefix } from "./dialog"

export interface Row {
  name: string
  icon: string
  /** The key of a line of explanation below the field. */
  hint?: string
  /** The explanation is shown only while this holds (row-condition.ts). */
  hintWhen?: string
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
.guest-webhooks .guest-webhooks-group > :is(input, textarea, select) { flex: 1; width: auto; min-width: 0; color: var(--red-ui-form-text-color); }
.guest-webhooks .guest-webhooks-problem { margin: 3px 0 0 152px; width: ${FIELD_WIDTH}; contain: inline-size; font-size: 12px; line-height: 16px; color: var(--red-ui-text-color-error); }
.guest-webhooks .guest-webhooks-problem:empty { display: none; }
.guest-webhooks .guest-webhooks-revealed { -webkit-text-security: none; }
.guest-webhooks .guest-webhooks-unit { margin-left: 6px; }
.guest-webhooks summary { margin-bottom: 12px; cursor: pointer; }
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

function hintLine(id: string, { hint, hintWhen }: Partial<Row>): string {
  if (!hint) return ""
  const when = hintWhen ? ` data-when="${hintWhen}"` : ""
  return `\n  <div class="guest-webhooks-hint" id="${id}-hint" data-i18n="${hint}"${when}></div>`
}

/** What a screen reader says of a field besides its label. */
function description(id: string, hint?: string): string {
  return `aria-describedby="${hint ? `${id}-hint ` : ""}${id}-problem"`
}

function icon(name: string): string {
  return `<i class="fa fa-${name}" aria-hidden="true"></i>`
}

/** The parts of a labelled row, whatever its field's id. */
function labelled(id: string, options: Row, control: string): string {
  return `<label for="${id}">${icon(options.icon)} <span data-i18n="label.${options.name}"></span></label>
  ${control}
  <div class="guest-webhooks-problem" id="${id}-problem" role="status"></div>${hintLine(id, options)}`
}

/** A button beside a field. */
function button(id: string, symbol: string, text: string, when = ""): string {
  return `<button type="button" id="${id}" class="red-ui-button"${when && ` data-when="${when}"`}>${icon(symbol)} <span data-i18n="${text}"></span></button>`
}

function group(...controls: string[]): string {
  return `<div class="guest-webhooks-group">${controls.join("")}</div>`
}

/** A labelled row around any control. */
export function row(options: Row, control: string): string {
  const when = options.when ? ` data-when="${options.when}"` : ""
  return `<div class="form-row"${when}>
  ${labelled(fieldId(options), options, control)}
</div>`
}

export function textRow(options: Row & { placeholder?: string; list?: string; type?: "password" }): string {
  const placeholder = options.placeholder ? ` placeholder="${options.placeholder}"` : ""
  const list = options.list ? ` list="${options.list}"` : ""
  return row(
    options,
    `<input type="${options.type ?? "text"}" id="${fieldId(options)}" style="width: ${FIELD_WIDTH}"${placeholder}${list} spellcheck="false" ${description(fieldId(options), options.hint)}>`,
  )
}

function numberInput(options: Row & { minimum: number }): string {
  const id = fieldId(options)
  return `<input type="number" id="${id}" min="${options.minimum}" step="1" ${description(id, options.hint)}>`
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
  hint?: string
  /** The key of what a screen reader calls it, where no label is its own. */
  called?: string
}

function select({ name, values, prefix, hint, called }: Choice, width: string): string {
  const choices = values.map(
    (value) => `<option value="${value}" data-i18n="option.${name}.${value}"></option>`,
  )
  const id = fieldId({ name, ...(prefix && { prefix }) })
  const ariaLabel = called ? ` data-i18n="[aria-label]${called}"` : ""
  return `<select id="${id}" style="width: ${width}"${ariaLabel} ${description(id, hint)}>${choices.join("")}</select>`
}

export function selectRow(options: Row & Choice): string {
  return row(options, select(options, FIELD_WIDTH))
}

/** A number with its unit to choose, in one row that the number's name labels. */
export function amountRow(options: Row & { minimum: number; unit: Choice }): string {
  return row(
    options,
    `${numberInput(options)} ${select({ ...options.unit, called: `label.${options.unit.name}` }, "auto")}`,
  )
}

/** Several lines. */
function linesRow(options: Row): string {
  return row(
    options,
    `<textarea id="${fieldId(options)}" style="width: ${FIELD_WIDTH}; resize: vertical" rows="2" spellcheck="false" ${description(fieldId(options), options.hint)}></textarea>`,
  )
}

/**
 * Several lines, masked; masked-text.ts keeps Node-RED's marker for a stored secret whole.
 *
 * @param options `generate`: when to offer to make one up (row-condition.ts), for senders that let their user choose it
 */
export function secretRow({ generate, ...options }: Omit<Row, "icon"> & { generate?: string }): string {
  const id = fieldId(options)
  const area = `<textarea id="${id}" class="guest-webhooks-masked" rows="2" autocomplete="off" autocapitalize="off" spellcheck="false" ${description(id, "hint.secret")}></textarea>`
  const generator =
    generate === undefined ? "" : button("guest-webhooks-generate", "random", "label.generate", generate)
  return row({ icon: "lock", hint: "hint.secret", ...options }, group(area, generator))
}

/** A warning that stands there as long as its condition holds (row-condition.ts). */
export function warningRow(text: string, when: string): string {
  return `<div class="form-tips guest-webhooks-warning" role="status" data-i18n="${text}" data-when="${when}"></div>`
}

export function nameRow(prefix: Prefix = "node-input"): string {
  const id = fieldId({ name: "name", prefix })
  return row(
    { name: "name", icon: "tag", prefix },
    `<input type="text" id="${id}" style="width: ${FIELD_WIDTH}" data-i18n="[placeholder]label.name">`,
  )
}

export function pathRow(): string {
  const id = fieldId({ name: "path" })
  const input = `<input type="text" id="${id}" spellcheck="false" ${description(id, "hint.path")}>`
  return row(
    { name: "path", icon: "globe", hint: "hint.path" },
    group(input, button("guest-webhooks-propose", "random", "label.propose")),
  )
}

/** What only the operator knows: the address that vendors reach. It is remembered for all nodes. */
function addressRow(): string {
  const id = "guest-webhooks-address"
  const input = `<input type="url" id="${id}" class="guest-webhooks-aside" style="width: ${FIELD_WIDTH}" ${description(id, "hint.address")}>`
  return `<div class="form-row" id="${id}-row">
  ${labelled(id, { name: "address", icon: "cloud", hint: "hint.address" }, input)}
</div>`
}

/** The whole address, to copy into the vendor's portal; `hint.where` is the vendor's own. */
export function publicUrlRow(): string {
  const id = "guest-webhooks-url"
  const input = `<input type="text" id="${id}" class="guest-webhooks-aside" readonly ${description(id, "hint.where")}>`
  const control = group(input, button("guest-webhooks-copy", "clipboard", "label.copy"))
  return `${addressRow()}
<div class="form-row">
  ${labelled(id, { name: "publicUrl", icon: "link", hint: "hint.where" }, control)}
</div>
<div class="form-tips guest-webhooks-warning" id="${id}-warning" role="status" style="display: none"></div>`
}

/** Sends what the vendor would send, by the whole way, to what is deployed. */
export function testRow(): string {
  const id = "guest-webhooks-test"
  const select = `<select id="${id}" class="guest-webhooks-aside" ${description(id)}></select>`
  const control = group(select, button("guest-webhooks-send", "paper-plane-o", "label.send"))
  return `<div class="form-row">
  ${labelled(id, { name: "test", icon: "flask" }, control)}
  <div class="guest-webhooks-hint" id="${id}-result" role="status"></div>
</div>`
}

export function storeRow(when?: string): string {
  return textRow({ name: "store", icon: "database", hint: "hint.store", ...(when && { when }) })
}

/** What seldom needs a look: where an in-node keeps events, and how much it lets in, from where, and how often. */
export function moreRows(): string {
  return `<details id="guest-webhooks-more">
<summary data-i18n="label.more"></summary>
${[
  storeRow(),
  numberRow({ name: "maxBody", icon: "arrows-v", minimum: 1, unit: "unit.bytes" }),
  linesRow({ name: "allow", icon: "shield", hint: "hint.allow" }),
  numberRow({ name: "rateLimit", icon: "tachometer", minimum: 0, unit: "unit.perMinute" }),
].join("\n")}
</details>`
}

/** A plain sentence that the dialog's script fills. */
export function sentenceRow(): string {
  return '<div class="form-tips" id="guest-webhooks-sentence" role="status"></div>'
}
