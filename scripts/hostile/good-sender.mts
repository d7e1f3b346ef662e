// A vendor that behaves, in a process of its own, so that nothing but Node-RED keeps it waiting: one event after the
// other to the address it is given. Asked with "mark", it tells of its events since it was last asked.
import { setTimeout as pause } from "node:timers/promises"
import { send } from "../../test/support/http.mts"
import { purple } from "../../test/support/senders.mts"

/** Milliseconds between two events. */
const PACE = 20

const [url = ""] = process.argv.slice(2)
let times: number[] = []
let refused = 0

process.on("message", () => {
  const sorted = times.sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  process.send?.({ events: sorted.length, refused, median: at(0.5), slowest: at(1) })
  times = []
  refused = 0
})
process.on("disconnect", () => process.exit())

for (;;) {
  const begun = performance.now()
  const answer = await send(url, purple.fresh()).catch(() => undefined)
  times.push(performance.now() - begun)
  if (answer?.status !== 200) refused += 1
  await pause(PACE)
}
