/**
 * Calls through at most once per interval (milliseconds): the first call at once, of those that follow only the
 * last. `cancel` when the node closes.
 */
export function throttle<Value>(interval: number, call: (value: Value) => void) {
  let timer: NodeJS.Timeout | undefined
  let waiting: { value: Value } | undefined
  let isCancelled = false
  const next = () => {
    timer = undefined
    if (!waiting) return
    const { value } = waiting
    waiting = undefined
    run(value)
  }
  const run = (value: Value) => {
    timer = setTimeout(next, interval).unref()
    call(value)
  }
  return {
    push(value: Value): void {
      if (isCancelled) return
      if (timer) waiting = { value }
      else run(value)
    },
    cancel(): void {
      isCancelled = true
      clearTimeout(timer)
    },
  }
}
