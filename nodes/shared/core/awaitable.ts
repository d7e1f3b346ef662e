/** Something that is there at once or comes later: where a message's whole way is short, a promise is most of it. */
export type Awaitable<Value> = Value | Promise<Value>

/** Goes on with a value: at once where it is there. */
export function whenThere<Value, Result>(
  value: Awaitable<Value>,
  use: (value: Value) => Awaitable<Result>,
): Awaitable<Result> {
  return value instanceof Promise ? value.then(use) : use(value)
}

/** Has what it throws at once come as a promise that rejects, too. */
export function attempt<Result>(work: () => Awaitable<Result>): Awaitable<Result> {
  try {
    return work()
  } catch (error) {
    return Promise.reject(error)
  }
}
