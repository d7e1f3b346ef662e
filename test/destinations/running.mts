// An example in a Node-RED of its own, as somebody has it who followed the steps in its comment.
import { symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { credentialsOf, pathIn } from "../examples/examples.mts"
import { type Answer, type Request, send } from "../support/http.mts"
import { type FlowNode, NodeRed, type Version } from "../support/node-red.mts"
import { installPacked, root } from "../support/packed.mts"
import { filledIn } from "./filled-in.mts"

export interface Options {
  version: Version
  /** What its user enters as the tab's environment variables. */
  environment: Record<string, string>
  /** Addresses of hosted services, and what stands in for them here. */
  services?: Record<string, string>
  /** npm packages that function nodes name in their setup: Node-RED would install them, here they are there already. */
  modules?: readonly string[]
}

export class RunningExample {
  readonly nodeRed: NodeRed
  readonly flows: readonly FlowNode[]
  readonly #number: string

  private constructor(number: string, flows: readonly FlowNode[], nodeRed: NodeRed) {
    this.#number = number
    this.flows = flows
    this.nodeRed = nodeRed
  }

  static async start(number: string, options: Options): Promise<RunningExample> {
    const { version, environment, services = {}, modules = [] } = options
    const filled = JSON.stringify(filledIn([number], environment))
    const flows: FlowNode[] = JSON.parse(replaceAll(filled, services))
    const install = (userDirectory: string) => {
      installPacked(userDirectory)
      installModules(userDirectory, modules)
    }
    const [tab] = flows
    const credentials = { ...credentialsOf(flows), [tab?.id ?? ""]: environment }
    // An event is tried again within five seconds, and within ten more.
    const nodeRed = await NodeRed.start({ version, flows, credentials, install, patience: 30_000 })
    return new RunningExample(number, flows, nodeRed)
  }

  /** Posts to the example's node of this type. */
  async post(type: string, request: Request): Promise<Answer> {
    return send(this.nodeRed.url(pathIn(this.#number, type)), request)
  }

  /** The next message that the debug node of this name would show. */
  async shown(debug: string): Promise<Record<string, unknown>> {
    return (await this.nodeRed.take(`${this.#number} ${debug}`)).message
  }

  stop(): Promise<void> {
    return this.nodeRed.stop()
  }
}

function replaceAll(text: string, replacements: Record<string, string>): string {
  return Object.entries(replacements).reduce((done, [from, to]) => done.replaceAll(from, to), text)
}

function installModules(userDirectory: string, modules: readonly string[]): void {
  for (const module of modules)
    symlinkSync(join(root, "node_modules", module), join(userDirectory, "node_modules", module))
  const dependencies = Object.fromEntries(modules.map((module) => [module, "*"]))
  const project = { name: "node-red-project", version: "0.0.1", private: true, dependencies }
  writeFileSync(join(userDirectory, "package.json"), JSON.stringify(project))
}
