// What goes wrong with the file that events are kept in, provoked for real: the sender hears of it in time and comes
// again, nothing that was acknowledged is lost, and all is well by itself once the cause is gone.
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { isEvent, objectOf } from "../support/event.mts"
import { collect, flow } from "../support/flow.mts"
import { type Answer, type Request, send, sendUntilKept } from "../support/http.mts"
import { type FlowNode, NodeRed } from "../support/node-red.mts"
import { scratchFolder } from "../support/packed.mts"
import { purple, purpleVisit } from "../support/senders.mts"
import { assertError } from "./contract/bench.mts"

/** An in-node with a file of its own. */
function receiver(id: string, path = `${id}.sqlite`): FlowNode[] {
  return [
    { id: `${id}-store`, type: "webhook store", kind: "sqlite", path, quiet: 3600 },
    { id, type: "purple in", path: `/${id}`, store: `${id}-store`, wires: [[`${id}-events`]] },
    collect(`${id}-events`),
  ]
}

/** What may happen to a file, and to the log that SQLite keeps beside it, while they are in use. */
const damages: Record<string, (file: string) => void> = {
  overwritten: (file) => both(file, (each) => writeFileSync(each, garbage)),
  "overwritten in its log": (file) => writeFileSync(`${file}-wal`, garbage),
  truncated: (file) => both(file, (each) => truncateSync(each)),
  deleted: (file) => both(file, (each) => rmSync(each)),
}

const garbage = Buffer.alloc(50_000, "not a database ")

function both(file: string, damage: (file: string) => void): void {
  for (const suffix of ["", "-wal"]) damage(file + suffix)
}

function inUse(what: string): string {
  return `${what.replaceAll(" ", "-")}-in-use`
}

const flows = flow(
  ...receiver("blocked", "blocked/store.sqlite"),
  ...receiver("readonly", "readonly/store.sqlite"),
  ...receiver("full", "full/store.sqlite"),
  ...receiver("locked"),
  ...receiver("overwritten"),
  ...receiver("truncated"),
  ...receiver("newer"),
  ...Object.keys(damages).flatMap((what) => receiver(inUse(what))),
  ...receiver("logless"),
)

/** A small file system of its own; only root may do that. */
function mount(folder: string, options: string): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder])
}

/** An event that takes some room. */
function large(number: number): Request {
  const visit = purpleVisit({ id: number, email: `guest-${number}@example.com` }, 1_700_000_000 + number)
  return purple.authentic(JSON.stringify({ ...visit, padding: "x".repeat(20_000) }))
}

describe("faults of the file that events are kept in", function () {
  this.timeout(60_000)
  const userDirectory = scratchFolder("faults")
  const folder = (name: string) => join(userDirectory, name)
  const mounted = ["readonly", "full"].map(folder)
  let nodeRed: NodeRed

  before(async () => {
    writeFileSync(folder("blocked"), "a file where the store's folder should be")
    for (const path of mounted) mkdirSync(path)
    mount(folder("readonly"), "size=1m,ro")
    mount(folder("full"), "size=1m")
    nodeRed = await NodeRed.start({ version: "5", flows, userDirectory, patience: 30_000 })
  })
  after(async () => {
    await nodeRed?.stop()
    for (const path of mounted) execFileSync("umount", ["--lazy", path])
  })

  const post = (id: string, request: Request = purple.fresh()) => send(nodeRed.url(`/${id}`), request)
  const postUntilKept = (id: string, request: Request) => sendUntilKept(nodeRed.url(`/${id}`), request)

  async function assertEmitted(id: string, answer: Answer): Promise<void> {
    assert.equal(answer.status, 200, answer.text)
    const { id: eventId } = objectOf(answer.json)
    await nodeRed.take(`${id}-events`, isEvent(eventId))
  }

  /** Refused in time and with a word on when to try again; the node shows it, the log says what to do. */
  async function assertRefused(id: string, request?: Request): Promise<void> {
    const started = Date.now()
    const answer = await post(id, request)
    assertError(answer, 503, "store-unavailable")
    assert.match(String(answer.headers["retry-after"]), /^\d+$/)
    assert.ok(Date.now() - started < 3_000, "refused too late")
    await nodeRed.shows(id, "red")
    assert.match(nodeRed.log, new RegExp(`\\[warn\\] \\[purple in:${id}\\] .*(?:[Cc]heck|name another file)`))
  }

  /** Refused as long as the fault lasts, and accepted and emitted once when it is mended, without anybody's help. */
  async function assertRecovers(id: string, mend: () => void): Promise<void> {
    const request = purple.fresh()
    await assertRefused(id, request)
    assert.deepEqual(nodeRed.takeAll(), [])
    mend()
    await assertEmitted(id, await postUntilKept(id, request))
    assert.deepEqual(nodeRed.takeAll(), [])
  }

  it("a folder that cannot be made", () => assertRecovers("blocked", () => rmSync(folder("blocked"))))

  it("a file system that is read-only", () =>
    assertRecovers("readonly", () => execFileSync("mount", ["-o", "remount,rw", folder("readonly")])))

  it("a database that another process has locked", async () => {
    await assertEmitted("locked", await post("locked"))
    const database = new DatabaseSync(folder("locked.sqlite"))
    database.exec("BEGIN EXCLUSIVE")
    await assertRecovers("locked", () => database.exec("COMMIT"))
    database.close()
  })

  it("a disk that is full: nothing that was acknowledged is lost", async () => {
    const room = join(folder("full"), "something-else")
    writeFileSync(room, Buffer.alloc(400_000))
    const kept = new Map<number, unknown>()
    for (let number = 1; number <= 100; number += 1) {
      const answer = await post("full", large(number))
      if (answer.status !== 200) break
      await assertEmitted("full", answer)
      kept.set(number, objectOf(answer.json).id)
    }
    assert.ok(kept.size > 0 && kept.size < 100, `it was full after ${kept.size} events`)
    const refused = kept.size + 1
    await assertRefused("full", large(refused))

    rmSync(room)
    await assertEmitted("full", await postUntilKept("full", large(refused)))
    await nodeRed.restart("SIGKILL")
    for (const [number, id] of kept) {
      const answer = await post("full", large(number))
      assert.deepEqual(answer.json, { id, duplicate: true })
    }
  })

  describe("while they are in use", () => {
    for (const [what, damage] of Object.entries(damages)) {
      it(`a database that is ${what}: what is answered 200 from then on is there after a crash`, async () => {
        const id = inUse(what)
        await assertEmitted(id, await post(id))
        damage(folder(`${id}.sqlite`))
        const request = purple.fresh()
        await assertEmitted(id, await postUntilKept(id, request))
        const told = new RegExp(`The store's file (?:was damaged.*|.*)${id}\\.sqlite`)
        assert.match(nodeRed.log, told)

        await nodeRed.restart("SIGKILL")
        assert.equal(objectOf((await post(id, request)).json).duplicate, true)
      })
    }

    it("a database whose log is deleted: nothing is lost", async () => {
      const requests = [purple.fresh(), purple.fresh()]
      for (const request of requests) {
        await assertEmitted("logless", await post("logless", request))
        rmSync(folder("logless.sqlite-wal"))
      }
      requests.push(purple.fresh())
      await assertEmitted("logless", await post("logless", requests.at(-1)))
      await nodeRed.restart("SIGKILL")
      for (const request of requests)
        assert.equal(objectOf((await post("logless", request)).json).duplicate, true)
    })
  })

  describe("found at the start", () => {
    const unreadable = ["overwritten", "truncated"]
    /** What was there before the start, by id. */
    const found = new Map<string, Buffer>()
    before(async () => {
      for (const id of [...unreadable, "newer"]) {
        for (let number = 1; number <= 10; number += 1) await assertEmitted(id, await post(id, large(number)))
      }
      await nodeRed.stop()
      writeFileSync(folder("overwritten.sqlite"), garbage)
      truncateSync(folder("truncated.sqlite"), 10_000)
      const database = new DatabaseSync(folder("newer.sqlite"))
      database.exec("PRAGMA user_version = 99")
      database.close()
      for (const id of [...unreadable, "newer"]) found.set(id, readFileSync(folder(`${id}.sqlite`)))
      await nodeRed.restart()
    })

    for (const id of unreadable) {
      it(`a database that is ${id}: it is moved aside, and a new one takes its place`, async () => {
        await assertEmitted(id, await postUntilKept(id, purple.fresh()))
        const aside = readdirSync(userDirectory).filter((name) =>
          new RegExp(`^${id}\\.sqlite\\.corrupt-\\w+$`).test(name),
        )
        assert.equal(aside.length, 1, aside.join())
        const [name = ""] = aside
        assert.deepEqual(readFileSync(folder(name)), found.get(id))
        assert.ok(nodeRed.log.includes(name), "the log names it")
      })
    }

    it("a database of a newer version: it is left alone", async () => {
      await assertRefused("newer")
      assert.match(nodeRed.log, /\[purple in:newer\] .*newer version/)
      assert.deepEqual(readFileSync(folder("newer.sqlite")), found.get("newer"))
    })
  })
})
