// A real MQTT broker on a free port, that comes back with its sessions and messages; and someone who listens.
import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { freePorts } from "../start/free-ports.mts"
import { scratchFolder } from "./packed.mts"
import { Program } from "./program.mts"

export class MosquittoServer extends Program {
  readonly port: number

  private constructor(port: number, configuration: string) {
    super({ program: "mosquitto", args: ["-v", "-c", configuration], ready: /mosquitto version \S+ running/ })
    this.port = port
  }

  static async create(): Promise<MosquittoServer> {
    const folder = scratchFolder("mosquitto")
    // Started by root, it becomes the user mosquitto.
    chmodSync(folder, 0o777)
    const [port = 0] = await freePorts(1)
    const configuration = join(folder, "mosquitto.conf")
    const persistence = ["persistence true", `persistence_location ${folder}/`, "autosave_interval 1"]
    const lines = [`listener ${port} 127.0.0.1`, "allow_anonymous true", ...persistence]
    writeFileSync(configuration, lines.join("\n"))
    return new MosquittoServer(port, configuration)
  }
}

export interface MqttMessage {
  topic: string
  qos: number
  retain: number
  payload: string
}

/** Debian's mosquitto_sub with a session that the broker keeps, so that it misses nothing while it is away. */
export class MqttListener extends Program {
  constructor(port: number, topic: string) {
    const session = ["-c", "-i", "listener", "-q", "1"]
    const place = ["-h", "127.0.0.1", "-p", String(port), "-t", topic]
    const command = ["mosquitto_sub", ...place, ...session, "-d", "-F", "%j"]
    // Into a pipe it would write only when its buffer is full.
    super({ program: "stdbuf", args: ["--output=L", ...command], ready: /SUBACK/ })
  }

  /** All it has received so far. */
  get messages(): MqttMessage[] {
    const lines = this.output.split("\n").filter((line) => /^\{.*\}$/.test(line))
    return lines.map((line) => JSON.parse(line))
  }
}
