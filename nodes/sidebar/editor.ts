import { Sidebar } from "./sidebar"
import { clockOf, localeOf } from "./times"
import { Words } from "./words"

RED.plugins.registerPlugin("guest-webhooks-sidebar", {
  type: "guest-webhooks-sidebar",
  onadd() {
    const translate = this._
    const locale = localeOf(translate("catalogue.language"), navigator.languages)
    const { element } = new Sidebar(new Words(translate, clockOf(locale), locale))
    RED.sidebar.addTab({
      id: "guest-webhooks",
      name: translate("label.tab"),
      label: translate("label.tab"),
      iconClass: "fa fa-inbox",
      content: element,
      enableOnEdit: true,
    })
  },
})
