import type { NodeAPI, NodeDef } from "node-red"
import { migrate } from "../shared/core/migrate"
import { parseSettings } from "../shared/core/settings"
import type { Report } from "../shared/core/store"
import { explainSettingError } from "../shared/red/explain"
import type { StoreNode } from "../shared/red/stores"
import { migrations } from "./migrations"
import { openStore } from "./open"
import { settings } from "./schema"

export = function register(RED: NodeAPI): void {
  RED.nodes.registerType<StoreNode, NodeDef, object, object>(
    "webhook store",
    function construct(this: StoreNode, definition: NodeDef) {
      RED.nodes.createNode(this, definition)
      try {
        const parsed = parseSettings(settings, migrate({ ...definition, ...this.credentials }, migrations))
        const report: Report = (code, parameters) => this.error(RED._(`errors.${code}`, parameters))
        const { store, close } = openStore(this.id, parsed, RED.settings.userDir, report)
        this.binding = { store, quiet: parsed.quiet, retries: parsed.retries }
        this.on("close", (removed: boolean, done: () => void) => close(removed).then(done, done))
      } catch (error) {
        explainSettingError(RED, this, error)
      }
    },
    { credentials: { username: { type: "text" }, password: { type: "password" } } },
  )
}
