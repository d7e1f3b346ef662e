// Events through a real MQTT broker, which is stopped and comes back.
import assert from "node:assert/strict"
import { needs } from "../support/installed.mts"
import { MosquittoServer, MqttListener, type MqttMessage } from "../support/mosquitto-server.mts"
import { type Version, versions } from "../support/node-red.mts"
import { purple, purpleVisit } from "../support/senders.mts"
import { until } from "../support/until.mts"
import { failure } from "./http-destinations.mts"
import { RunningExample } from "./running.mts"

describe("MQTT messages", function () {
  this.timeout(120_000)
  for (const version of versions) describe(`in Node-RED ${version}`, () => published(version))
})

function published(version: Version): void {
  let broker: MosquittoServer
  let listener: MqttListener
  let running: RunningExample
  before(async function () {
    needs(this, "mosquitto", "mosquitto_sub")
    broker = await MosquittoServer.create()
    await broker.start()
    listener = new MqttListener(broker.port, "guest-events/#")
    await listener.start()
    const environment = { MQTT_URL: `mqtt://127.0.0.1:${broker.port}` }
    running = await RunningExample.start("Forwarding/02", { version, environment })
  })
  after(async () => {
    await running?.stop()
    await listener?.stop()
    await broker?.stop()
  })

  async function visit(email: string, venue?: string): Promise<void> {
    const event = purpleVisit({ email }, 1_900_000_000)
    const body = JSON.stringify(venue === undefined ? event : { ...event, venue: { id: venue } })
    assert.equal((await running.post("purple in", purple.authentic(body))).status, 200)
  }

  function messagesOf(email: string): MqttMessage[] {
    return listener.messages.filter(({ payload }) => JSON.parse(payload).guest.email === email)
  }

  async function messageOf(email: string): Promise<MqttMessage> {
    await until(() => messagesOf(email).length > 0, `no message of ${email}`, 60_000)
    return messagesOf(email)[0] ?? assert.fail()
  }

  it("come with QoS 1 under vendor, venue and type, and hold the event", async () => {
    await visit("ana@example.com")
    await running.shown("Published")
    const { topic, qos, retain } = await messageOf("ana@example.com")
    assert.deepEqual(
      { topic, qos, retain },
      { topic: "guest-events/purple/2/guest.connected", qos: 1, retain: 0 },
    )
  })

  for (const [venue, level] of [
    ["a/b+c#d", "a_b_c_d"],
    ["", "-"],
  ] as const) {
    it(`have one level for the venue ${JSON.stringify(venue)}`, async () => {
      await visit(`${level}@example.com`, venue)
      const { topic } = await messageOf(`${level}@example.com`)
      assert.equal(topic, `guest-events/purple/${level}/guest.connected`)
    })
  }

  it("are all there, once each, after the broker was stopped, and Node-RED killed meanwhile", async () => {
    await broker.stop()
    await visit("bruno@example.com")
    assert.match(await failure(running), /timeout/)
    await running.nodeRed.restart("SIGKILL")
    await visit("carla@example.com")
    await broker.start()
    for (const email of ["bruno@example.com", "carla@example.com"]) {
      await messageOf(email)
      await running.shown("Published")
      assert.equal(messagesOf(email).length, 1)
    }
  })
}
