import type { Awaitable } from "./awaitable"
import type { Delivery } from "./delivery"
import type { EventType } from "./event"

/**
 * What became of a delivery: kept under a number, or known already. A later one has a greater number, which a store
 * never gives twice, not even where it had to begin anew.
 */
export type Acceptance = { outcome: "stored"; sequence: number } | { outcome: "duplicate" }

/** A delivery that no flow has handled yet, about to be emitted for the `attempt`-th time, after so many failures. */
export type Redelivery = { sequence: number; attempt: number; failures: number; delivery: Delivery }

/** How a kept delivery stands: `failed` waits to be tried again, `dead` for somebody to ask for it. */
export type Standing = "accepted" | "handled" | "failed" | "dead"

/** A kept delivery as the log shows it: nothing of what it says about a guest. */
export type LoggedDelivery = Pick<Delivery, "endpoint" | "id" | "receivedAt" | "type" | "venue"> & {
  sequence: number
  outcome: Standing
  /** What the flow said when it failed last. */
  reason: string | null
  /** How often it was emitted. */
  attempts: number
}

/** A request that was answered and not kept: it leaves no more than a line in the log. */
export type Notice = {
  endpoint: string
  outcome: "duplicate" | "rejected" | "validated"
  /** Milliseconds since 1970. */
  receivedAt: number
  id: string | null
  type: EventType | null
  venue: string | null
  /** Of a rejected one: a key below `errors.` in the catalogues. */
  reason: string | null
}

/** A notice with its number: later ones have higher numbers. */
export type LoggedNotice = Notice & { number: number }

/** A claim on a key: who comes first within the window has it. */
export type Claim = {
  /** The node that deduplicates; keys of two nodes never meet. */
  scope: string
  /** A keyed hash: personal data never becomes a key. */
  key: string
  /** When it happened, milliseconds since 1970, by the node's clock. */
  time: number
  /** Milliseconds before and after an earlier claim in which this one repeats it; Infinity for ever. */
  window: number
  /** When the claim may be forgotten, milliseconds since 1970; Infinity never. */
  expires: number
  /** Where the claim is to be committed later: until when it stands without, and by whom it may be taken up. */
  lease?: Lease
}

export type Lease = {
  /** Milliseconds since 1970. */
  until: number
  /** Who claims, for example an event's id, behind which attempt of its that is: "2 5257a8". */
  holder: string
  /** It comes again, after a crash or a failure: it may take up what it had claimed itself in another attempt. */
  again: boolean
}

/** A claim as it was made: what commits or releases it. */
export type ClaimHandle = Pick<Claim, "scope" | "key" | "time"> & { holder: string }

export type ClaimResult = { first: boolean; firstSeen: number; count: number }

/**
 * Where events and claims are kept, until they are handled and as long as a repeat is to be known. A promise
 * resolves once what it tells is durable, and rejects with a WebhookError `store-unavailable`, `store-full` or
 * `shutting-down`. One contract test suite runs on every driver.
 */
export interface Store {
  /** Tells one place where things are kept from another; the same for the same file. */
  readonly place: string
  /**
   * Keeps a delivery, unless its endpoint has had its id within the retention. Whoever keeps it is busy with it from
   * then on, until it settles it, fails it or gives it back.
   */
  accept(delivery: Delivery): Promise<Acceptance>
  /** Resolves when there is time for what no sender waits for: while the store waits for its disk anyway, or soon. */
  lull(): Promise<void>
  /** The flow has handled the delivery: it makes room in the inbox. */
  settle(sequence: number): void
  /**
   * The flow has failed on the delivery: it is due again at `retryAt` (milliseconds since 1970), or, with null,
   * it is dead: kept, making room in the inbox, and not emitted again by itself.
   */
  fail(sequence: number, reason: string, retryAt: number | null): void
  /** The delivery is not handled, and nobody is busy with it any more: it is due. */
  giveBack(sequence: number): void
  /**
   * The deliveries of an endpoint that nobody has handled or is busy with and that are due at `now`: oldest first, at
   * most `limit`. Whoever asks is busy with them from then on; each counts as one more attempt.
   */
  due(endpoint: string, now: number, limit: number): Promise<Redelivery[]>
  /** When the next delivery of an endpoint is due, milliseconds since 1970; null where none waits. */
  nextDue(endpoint: string): number | null
  /** Which endpoints there are: what was kept for others stays, but takes no room. */
  expect(endpoints: ReadonlySet<string>): void
  /** Writes down what could wait: the process may end now. */
  flush(): Promise<void>
  /**
   * Makes a kept delivery due at once, as if it had never failed: a dead one, one that waits for another try, or, to
   * repeat it, one that is handled. Resolves to false where it is on its way already, or kept no more.
   */
  revive(sequence: number): Promise<boolean>
  /** A kept delivery, or null where it is kept no more. */
  read(sequence: number): Promise<Delivery | null>
  /** The kept deliveries whose sequence is below `before`, newest first, at most `limit`. */
  history(before: number, limit: number): Promise<LoggedDelivery[]>
  /** The sequences of all dead deliveries and of those that wait for another try. */
  failed(): Promise<number[]>
  /** Adds lines to the log, which keeps a bounded number of them. */
  note(notices: readonly Notice[]): Promise<void>
  /** The notices whose number is below `before`, newest first, at most `limit`. */
  notices(before: number, limit: number): Promise<LoggedNotice[]>
  /** Changes with what the log shows; null where others write to it, too. */
  readonly version: number | null
  /**
   * Deletes what deliveries say, for good. Their ids stay, so that a late retry does not bring them back. What is not
   * handled yet never will be.
   */
  erase(sequences: readonly number[]): Promise<void>
  /** Calls back when something may have become due: revived, left by another instance, or found after a fault. */
  onDue(listener: () => void): () => void
  /**
   * Claims a key, atomically: of any number at once exactly one is first. It comes at once where nothing has to be
   * written; what fails is a promise that rejects, here as everywhere.
   */
  claim(claim: Claim): Awaitable<ClaimResult>
  /** Makes a leased claim stand: what it guarded is done. */
  commit(handle: ClaimHandle): Promise<void>
  /** Takes a leased claim back: what it guarded has failed and may be tried again. */
  release(handle: ClaimHandle): Promise<void>
  /** Forgets a key of a scope, or all of them. Resolves to how many keys that were. */
  forget(scope: string, key?: string): Promise<number>
  /** A keyed hash (32 hex digits) with a key that never leaves the store. */
  hash(text: string): Awaitable<string>
  close(): Promise<void>
}

/** Tells the operator what happened, by a key below `errors.` in the catalogues and what fills its text. */
export type Report = (code: string, parameters: Record<string, string>) => void

/** What drivers need to know, in milliseconds and numbers of events. */
export type StoreLimits = { retention: number; maxPending: number }
