// Whose path it is, and what happens to requests while a deploy exchanges the nodes (section 4 of the design).
import assert from "node:assert/strict"
import { mock } from "node:test"
import { foreignForm, RouteTable } from "../../../dist/shared/http/routes.js"

const NONE: ReadonlySet<string> = new Set()

let count = 0

/** An in-node that remembers what it was last told of its place. */
class Owner {
  readonly id: string
  served: boolean | undefined
  constructor(id = `node-${count++}`) {
    this.id = id
  }
  placed(served: boolean): void {
    this.served = served
  }
}

function started(...owners: [path: string, owner: Owner][]): RouteTable<Owner> {
  const routes = new RouteTable<Owner>()
  for (const [path, owner] of owners) routes.claim(path, owner)
  routes.flowsStarted(NONE)
  return routes
}

describe("the paths of the in-nodes", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }))
  afterEach(() => mock.timers.reset())

  it("stay with the node that has them when a deploy exchanges it", () => {
    const [first, second] = [new Owner("first"), new Owner("second")]
    const routes = started(["/a", first], ["/a", second])
    const again = new Owner("first")
    routes.flowsStopping()
    routes.release("/a", first, true)
    routes.claim("/a", again)
    routes.flowsStarted(NONE)
    assert.equal(routes.find("/a"), again)
    assert.deepEqual([again.served, second.served], [true, false])
  })

  it("are answered by the node that has them, and by no other", () => {
    const owner = new Owner()
    const routes = started(["/a", owner])
    assert.equal(routes.find("/a"), owner)
    assert.equal(owner.served, true)
    for (const path of ["/A", "/a/", "/b", ""]) {
      assert.equal(routes.has(path), false, path)
      assert.equal(routes.find(path), undefined, path)
    }
  })

  it("stay with the first of two nodes, and fall to the second when that goes", () => {
    const [first, second] = [new Owner(), new Owner()]
    const routes = started(["/a", first], ["/a", second])
    assert.equal(routes.find("/a"), first)
    assert.deepEqual([first.served, second.served], [true, false])
    routes.release("/a", first, false)
    assert.equal(routes.find("/a"), second)
    routes.flowsStarted(NONE)
    assert.equal(second.served, true)
  })

  it("stay with the first of two nodes when the second goes", () => {
    const [first, second] = [new Owner(), new Owner()]
    const routes = started(["/a", first], ["/a", second])
    routes.release("/a", second, false)
    assert.equal(routes.find("/a"), first)
  })

  it("are left to a core http in that has them, however that spells them", () => {
    const owner = new Owner()
    const routes = started(["/Hook", owner])
    routes.flowsStarted(new Set([foreignForm("/hook/")]))
    assert.equal(routes.has("/Hook"), false)
    assert.equal(owner.served, false)
    routes.flowsStarted(NONE)
    assert.equal(routes.find("/Hook"), owner)
    assert.equal(owner.served, true)
  })

  it("are gone with their node", () => {
    const owner = new Owner()
    const routes = started(["/a", owner])
    routes.release("/a", owner, false)
    assert.equal(routes.has("/a"), false)
  })
})

describe("a request during a deploy", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }))
  afterEach(() => mock.timers.reset())

  it("waits for the flows to start", async () => {
    const owner = new Owner()
    const routes = new RouteTable<Owner>()
    routes.claim("/a", owner)
    const found = routes.find("/a")
    assert.ok(found instanceof Promise)
    routes.flowsStarted(NONE)
    assert.equal(await found, owner)
  })

  it("waits for the node that takes the place of the one that goes", async () => {
    const [before, after] = [new Owner(), new Owner()]
    const routes = started(["/a", before])
    routes.flowsStopping()
    routes.release("/a", before, true)
    assert.equal(routes.has("/a"), true)
    const found = routes.find("/a")
    routes.claim("/a", after)
    routes.flowsStarted(NONE)
    assert.equal(await found, after)
  })

  it("is told that nobody is there where the path is not in the new flows", async () => {
    const owner = new Owner()
    const routes = started(["/a", owner])
    routes.flowsStopping()
    routes.release("/a", owner, true)
    const found = routes.find("/a")
    routes.flowsStarted(NONE)
    assert.equal(await found, undefined)
    assert.equal(routes.has("/a"), false)
  })

  it("waits no longer than ten seconds", async () => {
    const owner = new Owner()
    const routes = started(["/a", owner])
    routes.flowsStopping()
    const found = Promise.resolve(routes.find("/a"))
    let isTold = false
    void found.then(() => {
      isTold = true
    })
    mock.timers.tick(9_999)
    await Promise.resolve()
    assert.equal(isTold, false)
    mock.timers.tick(1)
    assert.equal(await found, undefined)
  })

  it("does not wait where a thousand wait already, and waits again when they are gone", async () => {
    const owner = new Owner()
    const routes = started(["/a", owner])
    routes.flowsStopping()
    const waiting = Array.from({ length: 1000 }, () => routes.find("/a"))
    assert.equal(routes.find("/a"), undefined)
    routes.flowsStarted(NONE)
    assert.ok((await Promise.all(waiting)).every((found) => found === owner))
    routes.flowsStopping()
    assert.ok(routes.find("/a") instanceof Promise)
    mock.timers.tick(10_000)
  })

  it("waits no more once the flows are stopped for good", async () => {
    const owner = new Owner()
    const routes = started(["/a", owner])
    routes.flowsStopping()
    const found = routes.find("/a")
    routes.flowsStopped()
    assert.equal(await found, undefined)
    assert.equal(routes.find("/a"), undefined)
    routes.flowsStarted(NONE)
    assert.equal(routes.find("/a"), owner)
  })
})
