// Loaded into a server under load (node --import): tells, to whoever connects to the socket BENCH_PROBE, what it took
// since it was last asked.
import { createServer } from "node:net"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { isMainThread } from "node:worker_threads"

/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 10

const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
delay.enable()
let cpu = process.cpuUsage()

/** Messages that reached the end of the flow; nodes/counter.js counts them. */
const counted = Object.assign(globalThis, { received: 0 })

export interface Reading {
  pid: number
  /** Microseconds. */
  cpu: number
  /** The longest time, in milliseconds, for which nothing else had its turn. */
  pause: number
  /** Bytes. */
  memory: number
  received: number
}

function read(): Reading {
  const { user, system } = process.cpuUsage(cpu)
  const reading = {
    pid: process.pid,
    cpu: user + system,
    pause: Math.max(0, delay.max / 1e6 - RESOLUTION),
    memory: process.memoryUsage.rss(),
    received: counted.received,
  }
  cpu = process.cpuUsage()
  delay.reset()
  counted.received = 0
  return reading
}

// Node loads it into every thread, and a second one that listens there would end its thread.
if (isMainThread) {
  createServer((socket) => socket.end(JSON.stringify(read())))
    .listen(process.env.BENCH_PROBE)
    .unref()
}
