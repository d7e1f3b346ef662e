/** Whether all nodes run: not before the first start, and not while a deploy exchanges some of them. */
let isRunning = false

export function areFlowsRunning(): boolean {
  return isRunning
}

export function setFlowsRunning(running: boolean): void {
  isRunning = running
}
