// An event counts as handled when all that it set going in the flow is done, whatever shape the flow has: until
// then it keeps its place in the inbox. Each flow below has a store that holds one event, so that a second one is
// accepted only once the first is handled.
import assert from "node:assert/strict"
import { setTimeout as pause } from "node:timers/promises"
import { objectOf } from "../support/event.mts"
import { collect, flow } from "../support/flow.mts"
import { send } from "../support/http.mts"
import { type FlowNode, NodeRed, versions } from "../support/node-red.mts"
import { purple } from "../support/senders.mts"

/** How long, in milliseconds, each flow is busy with an event. */
const BUSY = 500

const rule = { t: "set", p: "seen", pt: "msg", to: "yes", tot: "str" }

function code(id: string, func: string, ...wires: string[][]): FlowNode {
  return { id, type: "function", func, outputs: wires.length, initialize: "", finalize: "", libs: [], wires }
}

/** The nodes between an in-node and the slow end of its flow; the first of them is `<name>-1`, they send to `end`. */
const shapes: Record<string, (name: string, end: string) => FlowNode[]> = {
  "a function that returns": (name, end) => [code(`${name}-1`, "return msg", [end])],
  "a function that sends a message of its own": (name, end) => [
    code(`${name}-1`, "node.send({ payload: 1 })", [end]),
  ],
  "a function that completes after it has waited": (name, end) => [
    code(`${name}-1`, "await new Promise((resolve) => setTimeout(resolve, 100))\nreturn { payload: 1 }", [
      end,
    ]),
  ],
  "two branches": (name, end) => [
    code(`${name}-1`, "return [msg, msg]", [end], [`${name}-2`]),
    code(`${name}-2`, "return msg", [end]),
  ],
  "a switch and a change": (name, end) => [
    {
      id: `${name}-1`,
      type: "switch",
      property: "payload.source",
      propertyType: "msg",
      rules: [{ t: "eq", v: "purple", vt: "str" }],
      checkall: "true",
      outputs: 1,
      wires: [[`${name}-2`]],
    },
    { id: `${name}-2`, type: "change", rules: [rule], wires: [[end]] },
  ],
  "a split and a join": (name, end) => [
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
  ],
  "a link": (name, end) => [
    { id: `${name}-1`, type: "link out", mode: "link", links: [`${name}-2`], wires: [] },
    { id: `${name}-2`, type: "link in", links: [`${name}-1`], wires: [[end]] },
  ],
  "a link call": (name, end) => [
    {
      id: `${name}-1`,
      type: "link call",
      links: [`${name}-2`],
      linkType: "static",
      timeout: "30",
      wires: [[end]],
    },
    { id: `${name}-2`, type: "link in", links: [], wires: [[`${name}-3`]] },
    {
      id: `${name}-3`,
      type: "delay",
      pauseType: "delay",
      timeout: "50",
      timeoutUnits: "milliseconds",
      wires: [[`${name}-4`]],
    },
    { id: `${name}-4`, type: "link out", mode: "return", links: [], wires: [] },
  ],
  "a subflow": (name, end) => [{ id: `${name}-1`, type: "subflow:passing", wires: [[end]] }],
  "an error that a catch node takes": (name, end) => [
    code(`${name}-1`, 'node.error("no", msg)', []),
    { id: `${name}-2`, type: "catch", scope: [`${name}-1`], uncaught: false, wires: [[end]] },
  ],
  "an error that is thrown": (name, end) => [
    code(`${name}-1`, 'throw new Error("no")', []),
    { id: `${name}-2`, type: "catch", scope: [`${name}-1`], uncaught: false, wires: [[end]] },
  ],
}

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

const names = Object.keys(shapes).map((title, index) => ({ title, name: `shape${index}` }))

function nodesOf({ title, name }: (typeof names)[number]): FlowNode[] {
  const store = { id: `${name}-store`, type: "webhook store", kind: "memory", quiet: 3600, maxPending: 1 }
  // Without a place on the canvas the runtime takes a node for a configuration node.
  return [store, ...placedNodesOf({ title, name }).map((node) => ({ ...node, x: 100, y: 100 }))]
}

function placedNodesOf({ title, name }: (typeof names)[number]): FlowNode[] {
  const end = `${name}-end`
  return [
    { id: name, type: "purple in", path: `/${name}`, store: `${name}-store`, wires: [[`${name}-1`]] },
    ...(shapes[title]?.(name, end) ?? []),
    {
      id: end,
      type: "delay",
      pauseType: "delay",
      timeout: String(BUSY),
      timeoutUnits: "milliseconds",
      wires: [[`${name}-done`]],
    },
    collect(`${name}-done`),
  ]
}

for (const version of versions) {
  describe(`handled events, Node-RED ${version}`, function () {
    this.timeout(30_000)
    let nodeRed: NodeRed
    before(async () => {
      nodeRed = await NodeRed.start({ version })
      await nodeRed.deploy([...subflow, ...flow(...names.flatMap(nodesOf))])
    })
    after(() => nodeRed?.stop())

    for (const { title, name } of names) {
      it(`are those behind ${title}, not before all is done`, async () => {
        const post = () => send(nodeRed.url(`/${name}`), purple.fresh())
        assert.equal((await post()).status, 200)
        assert.equal((await post()).status, 503, "still under way")
        await nodeRed.take(`${name}-done`)
        const deadline = Date.now() + 10_000
        let answer = await post()
        while (answer.status === 503 && Date.now() < deadline) {
          await pause(20)
          answer = await post()
        }
        assert.equal(answer.status, 200, "handled, and never noticed")
        assert.equal(typeof objectOf(answer.json).id, "string")
      })
    }
  })
}
