import type { Node, NodeAPI, NodeStatus } from "node-red"
import type { Limits } from "../core/operator-settings"
import { throttle } from "./throttle"

/** How a line looks: red for what somebody has to mend, yellow for what was refused. */
const LOOKS = {
  waiting: { fill: "grey", shape: "ring" },
  good: { fill: "green", shape: "dot" },
  /** Answered well, and nothing came of it. */
  answered: { fill: "green", shape: "ring" },
  refused: { fill: "yellow", shape: "ring" },
  /** Something around the node does not work. */
  trouble: { fill: "red", shape: "ring" },
  failed: { fill: "red", shape: "dot" },
} as const

export type Look = keyof typeof LOOKS

/**
 * The line below a node, told to the editors as often as the operator allows. It says how many, when and what is
 * wrong, never what a message holds: every open editor gets it, unasked.
 */
export class StatusLine {
  readonly #RED: NodeAPI
  readonly #status: ReturnType<typeof throttle<() => NodeStatus>>

  constructor(RED: NodeAPI, node: Node, { statusPerSecond }: Pick<Limits, "statusPerSecond">) {
    this.#RED = RED
    this.#status = throttle(1000 / statusPerSecond, (status) => node.status(status()))
  }

  /**
   * @param key below `status.` in the catalogues; its text may have `__time__`, which is that of `at`
   * @param values fills the rest
   * @param at milliseconds since 1970
   */
  show(look: Look, key: string, values: Record<string, string | number> = {}, at = Date.now()): void {
    // Put into words only where it is shown: under load most is not.
    this.#status.push(() => {
      const time = new Date(at).toLocaleTimeString()
      return { ...LOOKS[look], text: this.#RED._(`status.${key}`, { time, ...values }) }
    })
  }

  close(): void {
    this.#status.cancel()
  }
}

/** Under a node there is room for what is wrong; what to do about it is in the log. */
export function firstSentence(text: string): string {
  return text.split(". ", 1)[0] ?? text
}
