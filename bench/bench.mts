// npm run bench: measures these nodes beside core's and others', and writes docs/performance.md.
import { parseArgs } from "node:util"
import "../scripts/build.mts"
import { RedisServer } from "../test/support/redis-server.mts"
import { others, ours } from "./contestants.mts"
import { pin } from "./pin.mts"
import { measureThroughput } from "./throughput.mts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    /** Of each measurement. */
    seconds: { type: "string", default: "4" },
    connections: { type: "string", default: "10,40,200" },
    /** Only those in whose name one of these is, joined by |. */
    only: { type: "string", default: "" },
  },
})

pin(process.pid, "load")
const redis = await RedisServer.start()
const contestants = [
  ...others,
  ...(["memory", "sqlite", "redis"] as const).map((store) => ours("beam", store, redis.url)),
].filter(({ name }) => values.only.split("|").some((part) => name.includes(part)))
try {
  const options = {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    connections: values.connections.split(",").map(Number),
  }
  console.table(await measureThroughput(contestants, options, console.log))
} finally {
  await redis.stop()
}
