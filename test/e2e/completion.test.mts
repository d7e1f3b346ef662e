// An event counts as handled when all that it set going in the flow is done: until then it keeps its place in the inbox.
// In which shapes of flows that is seen, and in which it cannot be, as docs/reliability.md says. Each flow below has a
// store that holds one event, so that a second one is accepted only once the first is handled.
import assert from "node:assert/strict"
import { flow, switchOf } from "../support/flow.mts"
import { send, sendUntilKept } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { purple } from "../support/senders.mts"

/** How long, in milliseconds, each flow is busy with an event; and what sends later does so. */
const BUSY = 300
const LONG = 3_000
const QUIET = 1_000

const rule = { t: "set", p: "seen", pt: "msg", to: "yes", tot: "str" }

function delay(id: string, milliseconds: number, next: string): FlowNode {
  const duration = { timeout: String(milliseconds), timeoutUnits: "milliseconds" }
  return { id, type: "delay", pauseType: "delay", ...duration, wires: [[next]] }
}

function code(id: string, func: string, ...wires: string[][]): FlowNode {
  return { id, type: "function", func, outputs: wires.length, initialize: "", finalize: "", libs: [], wires }
}

/** What is seen of the end: when all is done, before that, or nothing, until the store's quiet period is over. */
type Seen = "exactly" | "early" | "by the quiet period"

/** The nodes between an in-node and the end of its flow: the first of them is `<name>-1`, they send to `end`. */
type Shape = { seen: Seen; nodes: (name: string, end: string, origin: string) => FlowNode[] }

const exactly = (nodes: Shape["nodes"]): Shape => ({ seen: "exactly", nodes })

/** As in docs/reliability.md. */
const shapes: Record<string, Shape> = {
  "a function that returns": exactly((name, end) => [code(`${name}-1`, "return msg", [end])]),
  "a function that sends a message of its own": exactly((name, end) => [
    code(`${name}-1`, "node.send({ payload: 1 })", [end]),
  ]),
  "a function that waits and returns": exactly((name, end) => [
    code(`${name}-1`, `await new Promise((resolve) => setTimeout(resolve, ${BUSY}))\nreturn { payload: 1 }`, [
      end,
    ]),
  ]),
  "a function that sends later and calls node.done": exactly((name, end) => [
    code(`${name}-1`, `setTimeout(() => { node.send(msg); node.done() }, ${BUSY})`, [end]),
  ]),
  "a function that sends later and does not say when it is done": {
    seen: "early",
    nodes: (name, end) => [code(`${name}-1`, `setTimeout(() => node.send(msg), ${LONG})`, [end])],
  },
  "a function that never calls node.done": {
    seen: "by the quiet period",
    nodes: (name, end) => [code(`${name}-1`, "if (msg.done) node.done()", [end])],
  },
  "two branches": exactly((name, end) => [
    code(`${name}-1`, "return [msg, msg]", [end], [`${name}-2`]),
    code(`${name}-2`, "return msg", [end]),
  ]),
  "a switch, a change and a template": exactly((name, end) => [
    switchOf(`${name}-1`, "purple", `${name}-2`),
    { id: `${name}-2`, type: "change", rules: [rule], wires: [[`${name}-3`]] },
    {
      id: `${name}-3`,
      type: "template",
      field: "text",
      fieldType: "msg",
      syntax: "mustache",
      template: "{{payload.id}}",
      output: "str",
      wires: [[end]],
    },
  ]),
  "a split and a join": exactly((name, end) => [
    code(`${name}-1`, "msg.payload = [1, 2, 3]\nreturn msg", [`${name}-2`]),
    {
      id: `${name}-2`,
      type: "split",
      splt: "\\n",
      spltType: "str",
      arraySplt: 1,
      arraySpltType: "len",
      wires: [[`${name}-3`]],
    },
    { id: `${name}-3`, type: "join", mode: "auto", wires: [[end]] },
  ]),
  "a delay": exactly((name, end) => [delay(`${name}-1`, BUSY, end)]),
  "a trigger that sends something later": {
    seen: "early",
    nodes: (name, end) => [
      {
        id: `${name}-1`,
        type: "trigger",
        op1: "",
        op1type: "nul",
        op2: "",
        op2type: "payl",
        duration: String(LONG),
        units: "ms",
        outputs: 1,
        wires: [[end]],
      },
    ],
  },
  "a batch that waits for its time": exactly((name, end) => [
    {
      id: `${name}-1`,
      type: "batch",
      mode: "interval",
      interval: "3",
      allowEmptySequence: false,
      topics: [],
      wires: [[end]],
    },
  ]),
  "a batch that waits for more": {
    seen: "by the quiet period",
    nodes: (name, end) => [
      { id: `${name}-1`, type: "batch", mode: "count", count: "2", overlap: "0", topics: [], wires: [[end]] },
    ],
  },
  "a link": exactly((name, end) => [
    { id: `${name}-1`, type: "link out", mode: "link", links: [`${name}-2`], wires: [] },
    { id: `${name}-2`, type: "link in", links: [`${name}-1`], wires: [[end]] },
  ]),
  "a link call": exactly((name, end) => [
    {
      id: `${name}-1`,
      type: "link call",
      links: [`${name}-2`],
      linkType: "static",
      timeout: "30",
      wires: [[end]],
    },
    { id: `${name}-2`, type: "link in", links: [], wires: [[`${name}-3`]] },
    delay(`${name}-3`, BUSY, `${name}-4`),
    { id: `${name}-4`, type: "link out", mode: "return", links: [], wires: [] },
  ]),
  "a subflow": exactly((name, end) => [{ id: `${name}-1`, type: "subflow:passing", wires: [[end]] }]),
  "an http request": exactly((name, end, origin) => [
    {
      id: `${name}-1`,
      type: "http request",
      method: "GET",
      ret: "txt",
      url: `${origin}/slow`,
      wires: [[end]],
    },
  ]),
  "dedupe that counts as seen what the flow has finished": exactly((name, end) => [
    {
      id: `${name}-1`,
      type: "dedupe",
      key: "event",
      commit: "complete",
      store: `${name}-store`,
      wires: [[end], []],
    },
  ]),
  "an error that a catch node takes": exactly((name, end) => [
    code(`${name}-1`, 'node.error("no", msg)', []),
    { id: `${name}-2`, type: "catch", scope: [`${name}-1`], uncaught: false, wires: [[end]] },
  ]),
  "an error that is thrown": exactly((name, end) => [
    code(`${name}-1`, 'throw new Error("no")', []),
    { id: `${name}-2`, type: "catch", scope: [`${name}-1`], uncaught: false, wires: [[end]] },
  ]),
}

/** Answers after a while. */
const slowServer: FlowNode[] = [
  { id: "server", type: "http in", url: "/slow", method: "get", upload: false, wires: [["server-delay"]] },
  delay("server-delay", BUSY, "server-answer"),
  { id: "server-answer", type: "http response", statusCode: "200", headers: {}, wires: [] },
]

const subflow: FlowNode[] = [
  {
    id: "passing",
    type: "subflow",
    name: "passing",
    in: [{ x: 50, y: 30, wires: [{ id: "passing-1" }] }],
    out: [{ x: 300, y: 30, wires: [{ id: "passing-1", port: 0 }] }],
  },
  { ...code("passing-1", "return { payload: 1 }", []), z: "passing", x: 100, y: 100 },
]

const names = Object.entries(shapes).map(([title, shape], index) => ({
  title,
  name: `shape${index}`,
  ...shape,
}))

type Named = (typeof names)[number]

function nodesOf({ name, seen, nodes }: Named, origin: string): FlowNode[] {
  const end = `${name}-end`
  const quiet = seen === "by the quiet period" ? QUIET / 1000 : 3600
  return flow(
    { id: `${name}-store`, type: "webhook store", kind: "memory", quiet, maxPending: 1 },
    { id: name, type: "purple in", path: `/${name}`, store: `${name}-store`, wires: [[`${name}-1`]] },
    ...nodes(name, end, origin),
    delay(end, BUSY, `${name}-done`),
    code(`${name}-done`, `global.get("collect")("${name}", { at: Date.now() })`),
  )
}

for (const version of versions) {
  describe(`an event counts as handled, Node-RED ${version}`, function () {
    this.timeout(30_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
      const nodes = names.flatMap((named) => nodesOf(named, nodeRed.origin))
      await nodeRed.deploy([...flow(...subflow, ...slowServer), ...nodes])
    })
    after(() => nodeRed?.stop())

    for (const { title, name, seen } of names) {
      it(`${seen}, behind ${title}`, async () => {
        const url = nodeRed.url(`/${name}`)
        const posted = Date.now()
        assert.equal((await send(url, purple.fresh())).status, 200)
        // The store holds one: a second is accepted once the first counts as handled.
        const { status } = await sendUntilKept(url, purple.fresh())
        const accepted = Date.now()
        assert.equal(status, 200, "the end was never seen")
        if (seen === "by the quiet period") {
          assert.ok(accepted - posted >= QUIET, "too early")
          return
        }
        const { message } = await nodeRed.take(name)
        assert.equal(accepted >= Number(message.at) ? "exactly" : "early", seen)
      })
    }
  })
}
