// Tells a screen reader what has changed, without talking all the time.

const PAUSE = 10_000

export class Announcer {
  readonly region = $("<div>", { class: "guest-webhooks-unseen", role: "status" })
  #timer: ReturnType<typeof setTimeout> | undefined
  #waiting: (() => string) | undefined

  /** At once: what the user has asked for. */
  say(text: string): void {
    this.region.text(text)
  }

  /** Not more often than every ten seconds; of several only the last, as it then is. */
  mention(text: () => string): void {
    this.#waiting = text
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (this.#waiting) this.say(this.#waiting())
      this.#waiting = undefined
    }, PAUSE)
  }
}
