import { Sidebar } from "./sidebar"
import { clockOf, localeOf } from "./times"
import { Words } from "./words"

RED.plugins.registerPlugin("guest-webhooks-sidebar", {
  type: "guest-webhooks-sidebar",
  onadd() {
    const locale = localeOf(RED.i18n.lang(), navigator.languages)
    const translate = this._
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
