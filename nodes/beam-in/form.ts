import { dialog, moreRows, nameRow, pathRow, publicUrlRow, testRow } from "../shared/editor/rows"

const webhooksRow = `<div role="group" aria-labelledby="beam-in-label">
<div class="form-row" id="beam-in-label" style="margin-bottom: 4px">
  <i class="fa fa-list" aria-hidden="true"></i> <span data-i18n="label.webhooks"></span>
</div>
<div class="form-row"><ol id="beam-in-webhooks"></ol></div>
</div>
<input type="hidden" id="node-input-apiKeys">
<input type="hidden" id="node-input-apiKeyChanges">
<div class="form-tips" id="beam-in-keys" style="display: none">
  <span data-i18n="hint.stored"></span>
  <button type="button" class="red-ui-button red-ui-button-small" id="beam-in-forget" data-i18n="label.forget"></button>
</div>
<div class="form-tips guest-webhooks-warning" id="beam-in-unkeyed" role="status" style="display: none" data-i18n="warning.unkeyed"></div>
<div class="form-tips guest-webhooks-warning" id="beam-in-keyless" role="status" style="display: none" data-i18n="warning.keyless"></div>`

export const form = dialog(nameRow(), pathRow(), publicUrlRow(), webhooksRow, testRow(), moreRows())
