import { dialog, limitRows, nameRow, pathRow, publicUrlRow, storeRow } from "../shared/editor/rows"

const webhooksRow = `<div class="form-row" style="margin-bottom: 0">
  <label style="width: 100% !important"><i class="fa fa-list"></i> <span data-i18n="label.webhooks"></span></label>
</div>
<div class="form-row"><ol id="beam-in-webhooks"></ol></div>
<input type="hidden" id="node-input-apiKeys">
<div class="form-tips" id="beam-in-keys" style="display: none">
  <span data-i18n="hint.stored"></span>
  <button type="button" class="red-ui-button red-ui-button-small" id="beam-in-forget" data-i18n="label.forget"></button>
</div>
<div class="form-tips guest-webhooks-warning" id="beam-in-incomplete" style="display: none" data-i18n="warning.incomplete"></div>`

export const form = dialog(nameRow(), pathRow(), publicUrlRow(), webhooksRow, storeRow(), limitRows())
