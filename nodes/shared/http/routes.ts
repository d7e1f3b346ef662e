/** Who answers on a path. */
export interface RouteOwner {
  /** The same for a node before and after a deploy. */
  readonly id: string
  /** Tells, after every start of the flows, whether the path is its own or another node's. */
  placed(served: boolean): void
}

/** How long, in milliseconds, and how many requests wait for a node that a deploy takes away. */
const WAIT = { milliseconds: 10_000, requests: 1000 }

type Waiter<Owner> = (owner: Owner | undefined) => void

/** One path: its owners by id, the first of which has it, and the requests that wait for it to be served again. */
type Route<Owner> = { owners: Map<string, Owner | null>; waiters: Set<Waiter<Owner>> }

/**
 * The paths of all in-nodes. It outlives them: during a deploy a path whose node is gone keeps its requests
 * waiting until the node is back and all flows have started, since a message to a node that does not run yet
 * vanishes silently.
 */
export class RouteTable<Owner extends RouteOwner> {
  readonly #routes = new Map<string, Route<Owner>>()
  #running = false
  #stopped = false
  #waiting = 0
  #foreign: ReadonlySet<string> = new Set()

  /** Puts an owner on a path: where it stood before, or behind those that are there already. */
  claim(path: string, owner: Owner): void {
    const route = this.#routes.get(path) ?? { owners: new Map(), waiters: new Set() }
    route.owners.set(owner.id, owner)
    this.#routes.set(path, route)
  }

  /** Takes an owner away. `returning`: it only restarts, so its place stays for it. */
  release(path: string, owner: Owner, returning: boolean): void {
    const route = this.#routes.get(path)
    if (route?.owners.get(owner.id) !== owner) return
    if (returning) route.owners.set(owner.id, null)
    else route.owners.delete(owner.id)
    if (route.owners.size === 0) this.#drop(path, route)
  }

  /** Nodes are about to be exchanged: from now on requests wait. */
  flowsStopping(): void {
    this.#running = false
  }

  /** All nodes run. `foreign`: paths that a core `http in` has. What has not come back by now never will. */
  flowsStarted(foreign: ReadonlySet<string>): void {
    this.#running = true
    this.#stopped = false
    this.#foreign = foreign
    for (const [path, route] of this.#routes) {
      for (const [id, owner] of route.owners) if (!owner) route.owners.delete(id)
      if (route.owners.size === 0) this.#drop(path, route)
      else this.#tell(path, route)
    }
    for (const [path, route] of this.#routes) this.#release(route, this.#owner(path, route))
  }

  /** The flows stopped for good, or Node-RED does: whoever waits, waits in vain. */
  flowsStopped(): void {
    this.#stopped = true
    for (const route of this.#routes.values()) this.#release(route, undefined)
  }

  has(path: string): boolean {
    return this.#routes.has(path) && !this.#isForeign(path)
  }

  /** The owner of a path, now or once it is there; undefined when it does not come in time. */
  find(path: string): Owner | undefined | Promise<Owner | undefined> {
    const route = this.#routes.get(path)
    if (!route) return undefined
    const owner = this.#owner(path, route)
    if (this.#running && owner) return owner
    return this.#stopped || this.#waiting >= WAIT.requests ? undefined : this.#wait(route)
  }

  #owner(path: string, route: Route<Owner>): Owner | undefined {
    if (this.#isForeign(path)) return undefined
    for (const owner of route.owners.values()) if (owner) return owner
    return undefined
  }

  #isForeign(path: string): boolean {
    return this.#foreign.size > 0 && this.#foreign.has(foreignForm(path))
  }

  #wait(route: Route<Owner>): Promise<Owner | undefined> {
    this.#waiting++
    return new Promise((resolve) => {
      const waiter: Waiter<Owner> = (owner) => {
        clearTimeout(timer)
        route.waiters.delete(waiter)
        this.#waiting--
        resolve(owner)
      }
      const timer = setTimeout(waiter, WAIT.milliseconds, undefined)
      route.waiters.add(waiter)
    })
  }

  #tell(path: string, route: Route<Owner>): void {
    const owner = this.#owner(path, route)
    for (const other of route.owners.values()) other?.placed(other === owner)
  }

  #drop(path: string, route: Route<Owner>): void {
    this.#routes.delete(path)
    this.#release(route, undefined)
  }

  #release(route: Route<Owner>, owner: Owner | undefined): void {
    for (const waiter of [...route.waiters]) waiter(owner)
  }
}

/** The form in which Express, as core's `http in` uses it, compares paths: case and a last slash do not count. */
export function foreignForm(path: string): string {
  return path.replace(/\/$/, "").toLowerCase()
}
