import type { NodeAPI } from "node-red"
import { type OperatorSettings, parseOperatorSettings } from "../core/operator-settings"

/** `guestWebhooks` of settings.js. Throws a SettingError where something in it cannot work. */
export function operatorSettings(RED: NodeAPI): OperatorSettings {
  const settings: object = RED.settings
  return parseOperatorSettings("guestWebhooks" in settings ? settings.guestWebhooks : undefined)
}
