let turn: Promise<void> | undefined

/**
 * Resolves at the end of this turn of the event loop, for all who wait at once. Answers that go out one by one wake whoever
 * reads them one by one, mostly a reverse proxy on the same machine: that costs as much as all the rest of the answering.
 */
export function endOfTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined
      resolve()
    })
  })
  return turn
}
