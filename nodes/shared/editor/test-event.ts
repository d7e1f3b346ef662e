// "Send test event": what the vendor would send, by the whole way, to what is deployed.
import { type Answer, type Endpoint, sendTestEvent } from "./admin"
import type { Dialog } from "./dialog"

export class TestEvent {
  readonly #dialog: Dialog
  readonly #select = $("#guest-webhooks-test")
  readonly #send = $("#guest-webhooks-send")
  readonly #result = $("#guest-webhooks-test-result")
  #endpoint: Endpoint | undefined

  constructor(dialog: Dialog) {
    this.#dialog = dialog
    this.#send.on("click", () => void this.#sendOne())
    this.update()
  }

  /** @param endpoint the node as it is deployed, if it is */
  offer(endpoint: Endpoint | undefined): void {
    this.#endpoint = endpoint
    this.#select.append((endpoint?.samples ?? []).map((sample) => $("<option>").val(sample).text(sample)))
    this.update()
  }

  /** What is typed here and not yet deployed is not what a test would meet. */
  update(): void {
    const isDeployed = this.#endpoint !== undefined && !this.#dialog.isChanged()
    if (this.#send.prop("disabled") === isDeployed) this.#say(isDeployed ? "" : "test.deploy")
    this.#send.prop("disabled", !isDeployed)
    this.#select.prop("disabled", !isDeployed)
  }

  async #sendOne(): Promise<void> {
    this.#say("test.sending")
    try {
      const answer = await sendTestEvent(this.#dialog.node.id, String(this.#select.val()))
      this.#result.text(this.#inWords(answer))
    } catch (code) {
      this.#say(`errors.${code}`)
    }
  }

  #inWords({ status, milliseconds, duplicate, error }: Answer): string {
    const { _ } = this.#dialog.node
    if (error !== null) return _("test.rejected", { status, reason: _(`errors.${error}`) })
    if (status !== 200) return _("test.rejected", { status, reason: "" })
    return _(duplicate ? "test.duplicate" : "test.accepted", { milliseconds })
  }

  #say(key: string): void {
    this.#result.text(key && this.#dialog.node._(key))
  }
}
