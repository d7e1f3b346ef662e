let turn: Promise<void> | undefined

/**
 * Resolves at the end of a turn of the event loop, for all who wait at once, as a commit does. Answers that go out one by one
 * wake whoever reads them one by one, mostly a reverse proxy on the same machine, which costs more than writing them.
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
